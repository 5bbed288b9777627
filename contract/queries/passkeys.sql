-- Keys that people hold, and what they are asked to sign with them.

-- name: take_challenge :opt hot
-- Once: of two who answer at the same time, one is heard.
DELETE FROM identity.challenges c
 WHERE c.digest = :challenge_digest
   AND c.purpose = :challenge_purpose
   AND c.expires_at > :now
RETURNING c.account_id, c.asked;

-- name: purge_challenges :exec hot
-- Those that nobody answered in time.
DELETE FROM identity.challenges c WHERE c.expires_at <= :now;

-- name: passkeys_of_account :many hot
SELECT p.id, p.credential_id, p.name, p.transports, p.created_at, p.last_used_at
  FROM identity.passkeys p
 WHERE p.account_id = :account_id
 ORDER BY p.created_at DESC
 LIMIT 100;

-- name: passkey_of_credential :opt hot
-- Held until the use is written: of two uses of a key with a counter, one comes after the other.
SELECT p.id, p.account_id, p.public_key, p.state, a.disabled_at
  FROM identity.passkeys p
  JOIN identity.accounts a ON a.id = p.account_id
 WHERE p.credential_id = :credential_id
   FOR UPDATE OF p;

-- name: use_passkey :exec
UPDATE identity.passkeys SET state = :state, last_used_at = :now WHERE id = :passkey_id;

-- name: remove_passkey :exec
DELETE FROM identity.passkeys p WHERE p.id = :passkey_id AND p.account_id = :account_id;

-- name: lock_account :opt
-- One after the other: who looks at an account's ways in and takes one away.
SELECT a.id FROM identity.accounts a WHERE a.id = :account_id FOR UPDATE;

-- name: ways_in :one
-- What somebody could sign in with by themselves.
SELECT EXISTS (SELECT 1 FROM identity.passwords p WHERE p.account_id = :account_id) AS "has_password!",
       (SELECT count(*) FROM identity.passkeys k WHERE k.account_id = :account_id) AS "passkeys!",
       (SELECT count(*) FROM custody.wallets w WHERE w.account_id = :account_id AND w.verified_at IS NOT NULL) AS "wallets!";
