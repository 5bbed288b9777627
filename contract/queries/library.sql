-- A creator's own characters, in every state.

-- name: library_updated :many hot
-- Newest save first.
SELECT c.id, c.slug, d.name, c.state, d.visibility, d.vertical_app, d.tags, d.version, d.portrait_digest, c.created_at, d.updated_at, c.first_published_at, c.published_at
  FROM studio.character_drafts d
  JOIN catalog.characters c ON c.id = d.character_id
 WHERE d.creator_id = :creator_id
   AND (d.updated_at, d.character_id) < (:before, :before_character_id)
 ORDER BY d.updated_at DESC, d.character_id DESC
 LIMIT :page_size;

-- name: library_filtered :many hot
-- Any filters and any order within one creator's characters. They are found first, and each pointer
-- through its key (the fence of OFFSET 0): planned freely, all pointers would be read for their states.
SELECT c.id, c.slug, d.name, c.state, d.visibility, d.vertical_app, d.tags, d.version, d.portrait_digest, c.created_at, d.updated_at, c.first_published_at, c.published_at
  FROM studio.character_drafts d
  JOIN LATERAL (SELECT own.* FROM catalog.characters own WHERE own.id = d.character_id OFFSET 0) AS c ON true
 CROSS JOIN LATERAL (
       SELECT CASE :sort WHEN 'newest' THEN c.created_at
                         WHEN 'published' THEN COALESCE(c.first_published_at, '0001-01-01 00:00:00+00'::timestamptz)
                         ELSE d.updated_at END AS at
       ) AS sorted
 WHERE d.creator_id = :creator_id
   AND c.state::text = ANY (:states)
   AND d.visibility::text = ANY (:visibilities)
   AND (array_remove(ARRAY['app:' || d.vertical_app, 'voice:' || d.voice_id], NULL)
        || ARRAY(SELECT 'tag:' || t FROM unnest(d.tags) AS t)
        || ARRAY(SELECT 'pack:' || p.model_pack_id FROM studio.draft_model_packs p WHERE p.draft_id = d.id)) @> :facets
   AND lower(d.name || ' ' || d.creator_notes) LIKE :pattern
   AND (sorted.at, c.id) < (:before, :before_character_id)
 ORDER BY sorted.at DESC, c.id DESC
 LIMIT :page_size;
