-- Who is in the studio, and how they came in.

-- name: session_actor :opt hot
-- The account behind a session, whatever its state: the caller says why it may not act.
SELECT s.id AS session_id,
       s.account_id,
       s.last_seen_at,
       s.expires_at,
       s.ended_at,
       a.handle,
       a.disabled_at,
       ARRAY(SELECT r.role::text FROM identity.account_roles r WHERE r.account_id = s.account_id ORDER BY r.role) AS "roles!"
  FROM identity.sessions s
  JOIN identity.accounts a ON a.id = s.account_id
 WHERE s.token_digest = :token_digest;

-- name: see_session :exec
UPDATE identity.sessions SET last_seen_at = :now WHERE id = :session_id AND last_seen_at < :now;

-- name: sessions_of_account :many hot
-- Those that still let somebody in, the newest first.
SELECT s.id, s.method, s.user_agent, s.created_at, s.last_seen_at, s.expires_at
  FROM identity.sessions s
 WHERE s.account_id = :account_id
   AND s.ended_at IS NULL
   AND s.expires_at > :now
 ORDER BY s.created_at DESC
 LIMIT 100;

-- name: end_session :exec
UPDATE identity.sessions
   SET ended_at = :now
 WHERE id = :session_id
   AND account_id = :account_id
   AND ended_at IS NULL;

-- name: end_other_sessions :exec
-- All but the one that is acting: after a new password nobody who knew the old one stays.
UPDATE identity.sessions
   SET ended_at = :now
 WHERE account_id = :account_id
   AND id <> :session_id
   AND ended_at IS NULL;

-- name: password_of_handle :opt hot
SELECT p.account_id, p.hash, a.disabled_at
  FROM identity.accounts a
  JOIN identity.passwords p ON p.account_id = a.id
 WHERE a.handle = :handle;

-- name: password_of_account :opt
SELECT p.hash FROM identity.passwords p WHERE p.account_id = :account_id;

-- name: set_password :exec
INSERT INTO identity.passwords (account_id, hash, changed_at)
VALUES (:account_id, :hash, :now)
ON CONFLICT (account_id) DO UPDATE SET hash = EXCLUDED.hash, changed_at = EXCLUDED.changed_at;

-- name: end_sign_in_links :exec
-- Those of an account that nobody followed yet.
UPDATE identity.sign_in_links l
   SET expires_at = :now
 WHERE l.account_id = :account_id
   AND l.used_at IS NULL
   AND l.expires_at > :now;

-- name: use_sign_in_link :opt
-- Once: of two who follow a link at the same time, one is let in.
UPDATE identity.sign_in_links l
   SET used_at = :now
  FROM identity.accounts a
 WHERE l.token_digest = :token_digest
   AND l.used_at IS NULL
   AND l.expires_at > :now
   AND a.id = l.account_id
   AND a.disabled_at IS NULL
RETURNING l.account_id;
