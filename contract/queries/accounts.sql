-- Who acts, and with what.

-- name: token_actor :opt hot
-- The account behind a bearer token, whatever its state: the caller says why it may not act.
SELECT t.account_id,
       t.app_id,
       t.expires_at,
       t.revoked_at,
       a.handle,
       a.disabled_at,
       ARRAY(SELECT r.role::text FROM identity.account_roles r WHERE r.account_id = t.account_id ORDER BY r.role) AS "roles!"
  FROM identity.api_tokens t
  JOIN identity.accounts a ON a.id = t.account_id
 WHERE t.token_digest = :token_digest;

-- name: account_by_handle :opt
SELECT a.* FROM identity.accounts a WHERE a.handle = :handle;

-- name: handles :many hot
SELECT a.id, a.handle FROM identity.accounts a WHERE a.id = ANY (:account_ids) ORDER BY a.handle;

-- name: admin_exists :one
SELECT EXISTS (SELECT 1 FROM identity.account_roles r WHERE r.role = 'admin') AS "found!";

-- name: grant_role :exec
INSERT INTO identity.account_roles (account_id, role, granted_at, granted_by_id)
VALUES (:account_id, :role, :now, :granted_by_id?)
ON CONFLICT (account_id, role) DO NOTHING;

-- name: revoke_token :exec
UPDATE identity.api_tokens
   SET revoked_at = :now
 WHERE token_digest = :token_digest
   AND revoked_at IS NULL;

-- name: wallet_of_account :opt
SELECT w.* FROM custody.wallets w WHERE w.id = :wallet_id AND w.account_id = :account_id;

-- name: account_actor :opt hot
-- An account that acts without being here: what it planned comes due.
SELECT a.id,
       a.handle,
       a.disabled_at,
       ARRAY(SELECT r.role::text FROM identity.account_roles r WHERE r.account_id = a.id ORDER BY r.role) AS "roles!"
  FROM identity.accounts a
 WHERE a.id = :account_id;
