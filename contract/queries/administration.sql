-- What administrators see and change of accounts, and how far an installation is set up.

-- name: accounts_page :many
-- By handle, from behind one on.
SELECT a.id, a.handle, a.display_name, a.created_at, a.disabled_at,
       ARRAY(SELECT r.role::text FROM identity.account_roles r WHERE r.account_id = a.id ORDER BY r.role) AS "roles!",
       (SELECT max(s.last_seen_at) FROM identity.sessions s WHERE s.account_id = a.id) AS "last_seen_at?"
  FROM identity.accounts a
 WHERE a.handle > :after_handle
   AND (a.handle LIKE :pattern OR lower(a.display_name) LIKE :pattern)
   AND (:role_name = '' OR EXISTS (SELECT 1 FROM identity.account_roles h WHERE h.account_id = a.id AND h.role::text = :role_name))
   AND CASE :standing WHEN 'active' THEN a.disabled_at IS NULL
                      WHEN 'disabled' THEN a.disabled_at IS NOT NULL
                      ELSE true END
 ORDER BY a.handle
 LIMIT :page_size;

-- name: account :opt
SELECT a.id, a.handle, a.display_name, a.created_at, a.disabled_at,
       EXISTS (SELECT 1 FROM identity.passwords p WHERE p.account_id = a.id) AS "has_password!"
  FROM identity.accounts a
 WHERE a.id = :account_id;

-- name: roles_of_account :many
SELECT r.role, r.granted_at, g.handle AS "granted_by?"
  FROM identity.account_roles r
  LEFT JOIN identity.accounts g ON g.id = r.granted_by_id
 WHERE r.account_id = :account_id
 ORDER BY r.role;

-- name: newest_link_of_account :opt
SELECT l.created_at, l.expires_at, l.used_at, m.handle AS "made_by?"
  FROM identity.sign_in_links l
  LEFT JOIN identity.accounts m ON m.id = l.made_by_id
 WHERE l.account_id = :account_id
 ORDER BY l.created_at DESC
 LIMIT 1;

-- name: tokens_of_account :many hot
-- Those that still let somebody in first, then the newest.
SELECT t.id, t.label, t.app_id, t.created_at, t.expires_at, t.revoked_at
  FROM identity.api_tokens t
 WHERE t.account_id = :account_id
 ORDER BY t.revoked_at IS NULL AND t.expires_at > :now DESC, t.created_at DESC, t.id
 LIMIT :rows_max;

-- name: revoke_token_of_account :exec
-- What was revoked stays revoked since then.
UPDATE identity.api_tokens
   SET revoked_at = COALESCE(revoked_at, :now)
 WHERE id = :api_token_id
   AND account_id = :account_id;

-- name: lock_administrators :many
-- Who can act as one. Two who take it from each other at the same time wait here for one another.
SELECT a.id
  FROM identity.account_roles r
  JOIN identity.accounts a ON a.id = r.account_id
 WHERE r.role = 'admin'
   AND a.disabled_at IS NULL
 ORDER BY a.id
   FOR NO KEY UPDATE OF a, r;

-- name: take_role :exec
DELETE FROM identity.account_roles WHERE account_id = :account_id AND role = :role;

-- name: disable_account :exec
UPDATE identity.accounts SET disabled_at = COALESCE(disabled_at, :now) WHERE id = :account_id;

-- name: enable_account :exec
UPDATE identity.accounts SET disabled_at = NULL WHERE id = :account_id;

-- name: end_all_sessions :exec
UPDATE identity.sessions SET ended_at = :now WHERE account_id = :account_id AND ended_at IS NULL;

-- name: set_up_so_far :one
-- What an installation has of all that a first publication needs, and who there is to do it.
SELECT (SELECT a.id FROM catalog.apps a WHERE a.retired_at IS NULL ORDER BY a.created_at, a.id LIMIT 1) AS "app_id?",
       EXISTS (SELECT 1 FROM catalog.model_pack_versions) AS "has_release!",
       EXISTS (SELECT 1 FROM catalog.app_model_packs) AS "ships_release!",
       EXISTS (SELECT 1 FROM release.gates g WHERE g.retired_at IS NULL) AS "has_gate!",
       EXISTS (SELECT 1 FROM catalog.apps p WHERE p.retired_at IS NULL AND p.required_approvals > 0) AS "asks_for_approval!",
       EXISTS (SELECT 1 FROM economy.royalty_terms t WHERE tstzrange(t.effective_from, t.effective_until) @> :now::timestamptz) AS "has_terms!",
       ARRAY(SELECT DISTINCT r.role::text
               FROM identity.account_roles r
               JOIN identity.accounts h ON h.id = r.account_id
              WHERE h.disabled_at IS NULL
              ORDER BY 1) AS "roles!",
       EXISTS (SELECT 1 FROM catalog.characters c) AS "has_character!",
       EXISTS (SELECT 1 FROM catalog.characters o WHERE o.state = 'published') AS "has_published!";
