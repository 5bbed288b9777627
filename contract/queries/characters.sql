-- The pointer, and what it may point at.

-- name: character :opt hot
SELECT c.* FROM catalog.characters c WHERE c.id = :character_id;

-- name: character_head :opt hot
-- What stands above every page of a character.
SELECT c.id, c.slug, c.creator_id, c.state, d.name, d.version, d.portrait_digest
  FROM catalog.characters c
  JOIN studio.character_drafts d ON d.character_id = c.id
 WHERE c.id = :character_id;

-- name: slugs_taken :many
-- Those of the proposed slugs that are in use.
SELECT c.slug FROM catalog.characters c WHERE c.slug = ANY (:slugs) ORDER BY c.slug;

-- name: lock_character :opt
-- Everything that moves the pointer or numbers a revision goes through this row.
SELECT c.* FROM catalog.characters c WHERE c.id = :character_id FOR UPDATE;

-- name: character_apps :many
SELECT r.* FROM catalog.character_apps r WHERE r.character_id = :character_id ORDER BY r.app_id;

-- name: set_rollout :exec
INSERT INTO catalog.character_apps (character_id, app_id, state, percentage, updated_at, updated_by_id)
VALUES (:character_id, :app_id, :rollout_state, :percentage, :now, :updated_by_id)
ON CONFLICT (character_id, app_id) DO UPDATE
   SET state = excluded.state,
       percentage = excluded.percentage,
       updated_at = excluded.updated_at,
       updated_by_id = excluded.updated_by_id;

-- name: assets_of_character :many
SELECT a.* FROM custody.asset_references a WHERE a.character_id = :character_id ORDER BY a.recorded_at, a.id;

-- name: record_asset :exec
-- The same fact reported twice is kept once.
INSERT INTO custody.asset_references
       (id, character_id, kind, chain, contract_address, token_id, transaction_hash, wallet_id, recorded_by_id, recorded_at)
VALUES (:asset_reference_id, :character_id, :asset_kind, :chain, :contract_address, :token_id, :transaction_hash, :wallet_id?, :recorded_by_id, :now)
ON CONFLICT (character_id, kind, chain, contract_address, token_id, transaction_hash) DO NOTHING;
