-- Sealed content: found by digest, listed by number, never changed.

-- name: revision :opt hot
SELECT r.* FROM release.character_revisions r WHERE r.id = :character_revision_id;

-- name: revision_by_digest :opt hot
SELECT r.* FROM release.character_revisions r WHERE r.character_id = :character_id AND r.digest = :digest;

-- name: revision_by_number :opt hot
SELECT r.* FROM release.character_revisions r WHERE r.character_id = :character_id AND r.number = :number;

-- name: newest_revision :opt
SELECT r.id, r.number
  FROM release.character_revisions r
 WHERE r.character_id = :character_id
 ORDER BY r.number DESC
 LIMIT 1;

-- name: take_revision_number :one
UPDATE catalog.characters c
   SET revision_count = c.revision_count + 1
 WHERE c.id = :character_id
RETURNING c.revision_count;

-- name: revisions_page :many hot
SELECT r.id, r.number, r.digest, r.parent_id, r.draft_id, r.draft_version, r.name, r.visibility,
       r.vertical_app, r.contract_hash, r.sealed_by_id, r.sealed_at
  FROM release.character_revisions r
 WHERE r.character_id = :character_id
   AND r.number < :before_number
 ORDER BY r.number DESC
 LIMIT :page_size;

-- name: revision_model_packs :many
SELECT p.* FROM release.revision_model_packs p WHERE p.revision_id = :character_revision_id ORDER BY p.model_pack_id;
