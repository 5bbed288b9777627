-- Near-duplicates: what is compared of published revisions, and what was said of those that are alike.

-- name: await_signature :exec
-- From now on others are compared with this revision. Its signature is made beside.
INSERT INTO release.revision_signatures (revision_id, version)
VALUES (:character_revision_id, 0)
ON CONFLICT (revision_id) DO NOTHING;

-- name: await_missing_signatures :exec
-- Of what a server published that knew nothing of signatures, during an upgrade.
INSERT INTO release.revision_signatures (revision_id, version)
SELECT DISTINCT p.revision_id, 0
  FROM release.publications p
 WHERE NOT EXISTS (SELECT 1 FROM release.revision_signatures s WHERE s.revision_id = p.revision_id)
    ON CONFLICT (revision_id) DO NOTHING;

-- name: unsigned_revisions :many hot
-- Published revisions whose signature is missing, or of an older comparison.
SELECT r.id, r.character_id, r.content, r.portrait_digest
  FROM release.revision_signatures s
  JOIN release.character_revisions r ON r.id = s.revision_id
 WHERE s.version < :version
 ORDER BY s.version, s.revision_id
 LIMIT :batch_size;

-- name: keep_signature :exec
UPDATE release.revision_signatures s
   SET version = :version, signature = :signature
 WHERE s.revision_id = :character_revision_id
   AND s.version < :version;

-- name: keep_text_keys :exec
INSERT INTO release.text_keys (key, character_id, revision_id)
SELECT own.key, :character_id, :character_revision_id
  FROM unnest(:keys::bigint[]) AS own (key)
    ON CONFLICT (key, character_id) DO NOTHING;

-- name: keep_portrait_keys :exec
INSERT INTO release.portrait_keys (key, character_id, revision_id)
SELECT own.key, :character_id, :character_revision_id
  FROM unnest(:keys::integer[]) AS own (key)
    ON CONFLICT (key, character_id) DO NOTHING;

-- name: common_text_keys :many hot
-- Those of these keys that more characters have than are met, with the oldest and the oldest that is
-- not met.
SELECT asked.key AS "key!", oldest.character_id AS oldest_id, beyond.character_id AS beyond_id
  FROM unnest(:keys::bigint[]) AS asked (key)
 CROSS JOIN LATERAL (
       SELECT k.character_id
         FROM release.text_keys k
        WHERE k.key = asked.key
        ORDER BY k.character_id
       OFFSET :rows_max
        LIMIT 1) AS beyond
 CROSS JOIN LATERAL (
       SELECT k.character_id
         FROM release.text_keys k
        WHERE k.key = asked.key
        ORDER BY k.character_id
        LIMIT 1) AS oldest;

-- name: alike_by_text :many hot
-- Of each other character that shares enough keys, the revision that shares most of them, among the
-- oldest characters of each key. One that this character had first was not copied from the other. (Ids
-- of characters and revisions rise with time.)
SELECT near.character_id AS "character_id!",
       mode() WITHIN GROUP (ORDER BY near.revision_id) AS "character_revision_id!"
  FROM unnest(:keys::bigint[]) AS asked (key)
 CROSS JOIN LATERAL (
       SELECT k.character_id, k.revision_id
         FROM release.text_keys k
        WHERE k.key = asked.key
        ORDER BY k.character_id
        LIMIT :rows_max) AS near
  LEFT JOIN release.text_keys own ON own.key = asked.key AND own.character_id = :character_id
 WHERE near.character_id <> :character_id
   AND (own.revision_id IS NULL OR near.revision_id < own.revision_id)
 GROUP BY near.character_id
HAVING count(*) >= :keys_min
 ORDER BY count(*) DESC, near.character_id
 LIMIT :page_size;

-- name: common_portrait_keys :many hot
-- Those of these keys that more characters have than are met.
SELECT asked.key AS "key!"
  FROM unnest(:keys::integer[]) AS asked (key)
 CROSS JOIN LATERAL (
       SELECT k.character_id
         FROM release.portrait_keys k
        WHERE k.key = asked.key
       OFFSET :rows_max
        LIMIT 1) AS beyond;

-- name: alike_by_portrait :many hot
-- The same of portraits, where one key is enough. A key that too many characters have finds nothing: it
-- is that of an app's own picture.
SELECT near.character_id AS "character_id!",
       mode() WITHIN GROUP (ORDER BY near.revision_id) AS "character_revision_id!"
  FROM unnest(:keys::integer[]) AS asked (key)
 CROSS JOIN LATERAL (
       SELECT array_agg(few.character_id) AS characters, array_agg(few.revision_id) AS revisions
         FROM (SELECT k.character_id, k.revision_id
                 FROM release.portrait_keys k
                WHERE k.key = asked.key
                LIMIT :rows_max::bigint + 1) AS few) AS found
 CROSS JOIN LATERAL unnest(found.characters, found.revisions) AS near (character_id, revision_id)
  LEFT JOIN release.portrait_keys own ON own.key = asked.key AND own.character_id = :character_id
 WHERE cardinality(found.characters) <= :rows_max
   AND near.character_id <> :character_id
   AND (own.revision_id IS NULL OR near.revision_id < own.revision_id)
 GROUP BY near.character_id
 ORDER BY count(*) DESC
 LIMIT :page_size;

-- name: published_now :many hot
-- The revisions that these characters are published in.
SELECT c.published_revision_id AS "character_revision_id!"
  FROM catalog.characters c
 WHERE c.id = ANY (:character_ids)
   AND c.published_revision_id IS NOT NULL;

-- name: own_signatures :many hot
-- What is compared of all that a character has published.
SELECT s.revision_id, s.signature AS "signature!"
  FROM release.character_revisions r
  JOIN release.revision_signatures s ON s.revision_id = r.id
 WHERE r.character_id = :character_id
   AND s.version = :version;

-- name: signatures :many hot
-- What is compared of these revisions; without those whose signature is not made.
SELECT s.revision_id, s.signature AS "signature!", r.character_id, r.digest
  FROM release.revision_signatures s
  JOIN release.character_revisions r ON r.id = s.revision_id
 WHERE s.revision_id = ANY (:character_revision_ids)
   AND s.version = :version;

-- name: kinships :many hot
-- What was said of a character and those that it is like, the newest last.
SELECT k.id, k.kind, k.original_id, k.reason, k.declared_by_id, k.declared_at,
       r.character_id, r.digest, c.slug, c.state, c.visibility
  FROM release.kinships k
  JOIN release.character_revisions r ON r.id = k.original_id
  JOIN catalog.characters c ON c.id = r.character_id
 WHERE k.character_id = :character_id
 ORDER BY k.declared_at, k.id;

-- name: published_revision :opt hot
-- A revision that was published once, of whatever character.
SELECT r.id, r.character_id, c.creator_id, c.state, c.visibility
  FROM release.revision_signatures s
  JOIN release.character_revisions r ON r.id = s.revision_id
  JOIN catalog.characters c ON c.id = r.character_id
 WHERE s.revision_id = :character_revision_id;

-- name: neighbours :many hot
-- What is read of revisions that are like another, and who may see them.
SELECT r.id, r.digest, r.content, r.visibility AS sealed_visibility, c.state, c.visibility
  FROM release.character_revisions r
  JOIN catalog.characters c ON c.id = r.character_id
 WHERE r.id = ANY (:character_revision_ids);
