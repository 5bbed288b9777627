-- Cards in and out: files as they came, and the pictures that came with them.

-- name: keep_blob :exec
-- The same bytes are one blob, whoever brings them.
INSERT INTO release.blobs (digest, bytes, size, media_type, created_at)
VALUES (:blob_digest, :bytes, :size, :media_type, :now)
ON CONFLICT (digest) DO NOTHING;

-- name: bring_portrait :exec
INSERT INTO studio.portraits (blob_digest, creator_id, brought_at)
VALUES (:blob_digest, :creator_id, :now)
ON CONFLICT (blob_digest, creator_id) DO NOTHING;

-- name: portrait :opt hot
-- A picture that somebody brought as one: a card that was imported is no picture that is served.
SELECT b.bytes, b.media_type
  FROM release.blobs b
 WHERE b.digest = :blob_digest
   AND EXISTS (SELECT 1 FROM studio.portraits p WHERE p.blob_digest = b.digest);

-- name: take_turns_importing :one
-- Of those who import one file into one library at once, one goes first. Held until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended(:turn, 0)) IS NULL AS "taken!";

-- name: first_import_of_file :opt hot
-- What an account made of a file before.
SELECT i.*, c.slug, d.id AS draft_id, d.version
  FROM studio.card_imports i
  JOIN catalog.characters c ON c.id = i.character_id
  JOIN studio.character_drafts d ON d.character_id = i.character_id
 WHERE i.imported_by_id = :account_id
   AND i.blob_digest = :blob_digest
 ORDER BY i.imported_at
 LIMIT 1;

-- name: original_of_character :opt hot
-- The file that a character was imported from.
SELECT i.portrait_digest, b.bytes
  FROM studio.card_imports i
  JOIN release.blobs b ON b.digest = i.blob_digest
 WHERE i.character_id = :character_id
 ORDER BY i.imported_at DESC
 LIMIT 1;

-- name: card_pointer :opt hot
-- A character by its slug, with what decides who may have its card.
SELECT c.id, c.creator_id, c.state, c.visibility, c.published_revision_id
  FROM catalog.characters c
 WHERE c.slug = :slug;
