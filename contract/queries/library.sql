-- A creator's own characters, in every state.

-- name: library_updated :many hot
-- Newest save first.
SELECT c.id, c.slug, d.name, c.state, d.visibility, d.vertical_app, d.tags, d.version, d.portrait_digest, c.created_at, d.updated_at, c.first_published_at, c.published_at
  FROM studio.character_drafts d
  JOIN catalog.characters c ON c.id = d.character_id
 WHERE d.creator_id = :creator_id
   AND d.archived_at IS NULL
   AND (d.updated_at, d.character_id) < (:before, :before_character_id)
 ORDER BY d.updated_at DESC, d.character_id DESC
 LIMIT :page_size;

-- name: library_updated_filtered :many hot
-- Newest save first, as many as are looked at until a page is full: what is often so is found early.
SELECT c.id, c.slug, d.name, c.state, d.visibility, d.vertical_app, d.tags, d.version, d.portrait_digest, c.created_at, d.updated_at, c.first_published_at, c.published_at
  FROM studio.character_drafts d
  JOIN LATERAL (SELECT own.* FROM catalog.characters own WHERE own.id = d.character_id OFFSET 0) AS c ON true
 WHERE d.creator_id = :creator_id
   AND (d.archived_at IS NOT NULL) = :is_archived
   AND c.state::text = ANY (:states)
   AND d.visibility::text = ANY (:visibilities)
   AND (cardinality(:facets::text[]) = 0
        OR (array_remove(ARRAY['app:' || d.vertical_app, 'voice:' || d.voice_id], NULL)
            || ARRAY(SELECT 'tag:' || t FROM unnest(d.tags) AS t)
            || ARRAY(SELECT 'pack:' || p.model_pack_id FROM studio.draft_model_packs p WHERE p.draft_id = d.id)) @> :facets)
   AND (:pattern = '%' OR lower(d.name || ' ' || d.creator_notes) LIKE :pattern)
   AND (d.updated_at, d.character_id) < (:before, :before_character_id)
 ORDER BY d.updated_at DESC, d.character_id DESC
 LIMIT :page_size;

-- name: library_filtered :many hot
-- Any filters and another order within one creator's characters. They are found first, and each pointer
-- through its key (the fence of OFFSET 0): planned freely, all pointers would be read for their states.
-- What nobody asked for is not worked out: the plan is the same, and a row costs less.
SELECT c.id, c.slug, d.name, c.state, d.visibility, d.vertical_app, d.tags, d.version, d.portrait_digest, c.created_at, d.updated_at, c.first_published_at, c.published_at
  FROM studio.character_drafts d
  JOIN LATERAL (SELECT own.* FROM catalog.characters own WHERE own.id = d.character_id OFFSET 0) AS c ON true
 CROSS JOIN LATERAL (
       SELECT CASE :sort WHEN 'newest' THEN c.created_at
                         WHEN 'published' THEN COALESCE(c.first_published_at, '0001-01-01 00:00:00+00'::timestamptz)
                         ELSE d.updated_at END AS at
       ) AS sorted
 WHERE d.creator_id = :creator_id
   AND (d.archived_at IS NOT NULL) = :is_archived
   AND c.state::text = ANY (:states)
   AND d.visibility::text = ANY (:visibilities)
   AND (cardinality(:facets::text[]) = 0
        OR (array_remove(ARRAY['app:' || d.vertical_app, 'voice:' || d.voice_id], NULL)
            || ARRAY(SELECT 'tag:' || t FROM unnest(d.tags) AS t)
            || ARRAY(SELECT 'pack:' || p.model_pack_id FROM studio.draft_model_packs p WHERE p.draft_id = d.id)) @> :facets)
   AND (:pattern = '%' OR lower(d.name || ' ' || d.creator_notes) LIKE :pattern)
   AND (sorted.at, c.id) < (:before, :before_character_id)
 ORDER BY sorted.at DESC, c.id DESC
 LIMIT :page_size;

-- name: is_archived :one
SELECT EXISTS (SELECT 1 FROM studio.character_drafts d WHERE d.character_id = :character_id AND d.archived_at IS NOT NULL) AS "is_archived!";

-- name: archive_draft :exec
-- Puts a character away, or back; its owner's only.
UPDATE studio.character_drafts d
   SET archived_at = :archived_at?
 WHERE d.character_id = :character_id
   AND d.creator_id = :creator_id;

-- name: newest_revisions_of_characters :many hot
SELECT r.id, r.character_id, r.number, r.digest, r.draft_version
  FROM unnest(:character_ids::uuid[]) AS asked (id)
  JOIN LATERAL (SELECT own.* FROM release.character_revisions own WHERE own.character_id = asked.id ORDER BY own.number DESC LIMIT 1) AS r ON true;

-- name: required_gates_of_characters :many hot
-- The gates in force for every app that is to carry one of the characters.
SELECT t.character_id, g.id, g.app_id, g.valid_days, v.id AS evaluator_version_id, v.evaluator_id, v.version, v.configuration_digest
  FROM catalog.character_apps t
  JOIN release.gates g ON g.app_id = t.app_id AND g.retired_at IS NULL
  JOIN release.evaluator_versions v ON v.id = g.evaluator_version_id
 WHERE t.character_id = ANY (:character_ids)
   AND t.state <> 'removed';

-- name: newest_evaluations_of_revisions :many hot
-- The newest verdict of each evaluator version on each of the revisions.
SELECT DISTINCT ON (e.revision_id, e.evaluator_version_id)
       e.id, e.revision_id, e.revision_digest, e.evaluator_version_id, v.evaluator_id, v.version, v.configuration_digest,
       e.verdict, e.finished_at, e.expires_at
  FROM release.evaluations e
  JOIN release.evaluator_versions v ON v.id = e.evaluator_version_id
 WHERE e.revision_id = ANY (:character_revision_ids)
 ORDER BY e.revision_id, e.evaluator_version_id, e.finished_at DESC, e.id DESC;

-- name: open_schedules_of_characters :many hot
SELECT s.character_id, s.due_at FROM release.scheduled_publications s WHERE s.character_id = ANY (:character_ids) AND s.outcome IS NULL;
