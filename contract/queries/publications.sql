-- Moving the pointer, and what is written when it moves.

-- name: publication :opt hot
SELECT p.* FROM release.publications p WHERE p.id = :publication_id;

-- name: publication_by_key :opt hot
-- The publication that an earlier request with this key made.
SELECT p.* FROM release.publications p WHERE p.actor_id = :actor_id AND p.idempotency_key = :idempotency_key;

-- name: publications_page :many hot
SELECT p.id, p.sequence, p.kind, p.revision_id, p.revision_digest, p.payload_digest, p.actor_id, p.reason,
       p.receipt_digest, p.created_at
  FROM release.publications p
 WHERE p.character_id = :character_id
   AND p.sequence < :before_sequence
 ORDER BY p.sequence DESC
 LIMIT :page_size;

-- name: publications_of_revisions :many hot
-- When the pointer came to rest on some revisions, newest first.
SELECT p.id, p.sequence, p.kind, p.revision_id, p.revision_digest, p.payload_digest, p.actor_id, p.reason,
       p.receipt_digest, p.created_at
  FROM release.publications p
 WHERE p.revision_id = ANY (:character_revision_ids)
 ORDER BY p.sequence DESC
 LIMIT :page_size;

-- name: was_published :one
-- Whether the pointer ever rested on this revision.
SELECT EXISTS (
  SELECT 1 FROM release.publications p
   WHERE p.revision_id = :character_revision_id AND p.character_id = :character_id AND p.kind IN ('publish', 'rollback')
) AS "found!";

-- name: target_releases :many
-- What the apps that are to carry a character ship today.
SELECT r.app_id, a.name AS app_name, a.required_approvals, m.model_pack_id AS "model_pack_id?", m.version AS "version?"
  FROM catalog.character_apps r
  JOIN catalog.apps a ON a.id = r.app_id
  LEFT JOIN catalog.app_model_packs m ON m.app_id = r.app_id
 WHERE r.character_id = :character_id
   AND r.state <> 'removed'
   AND a.retired_at IS NULL
 ORDER BY r.app_id, m.model_pack_id;

-- name: targets_of_publication :many
SELECT t.* FROM release.publication_targets t WHERE t.publication_id = :publication_id ORDER BY t.app_id, t.model_pack_id;

-- name: newest_split_set :opt hot
SELECT s.* FROM economy.split_sets s WHERE s.character_id = :character_id ORDER BY s.effective_from DESC, s.id DESC LIMIT 1;

-- name: keep_payload :exec
-- The same revision in the same shape is the same bytes: kept once.
INSERT INTO release.payloads (digest, revision_id, version, body, body_gzip, created_at)
VALUES (:payload_digest, :character_revision_id, :version, :body, :body_gzip, :now)
ON CONFLICT (digest) DO NOTHING;

-- name: payload_version :one
-- The shape that a payload was frozen in, which need not be today's.
SELECT p.version FROM release.payloads p WHERE p.digest = :payload_digest;

-- name: move_pointer :exec
UPDATE catalog.characters c
   SET state = :character_state,
       name = :name,
       visibility = :visibility,
       vertical_app = :vertical_app?,
       current_publication_id = :publication_id,
       published_revision_id = :character_revision_id,
       payload_digest = :payload_digest,
       publication_count = :sequence,
       first_published_at = COALESCE(c.first_published_at, :now),
       published_at = CASE WHEN :fresh THEN :now ELSE c.published_at END,
       suspended_at = :suspended_at?,
       withdrawn_at = :withdrawn_at?
 WHERE c.id = :character_id;

-- name: propose_tags :exec
-- Tags that the taxonomy does not know yet wait there for a moderator.
INSERT INTO catalog.tags (id, label, status, created_at)
SELECT t.id, t.id, 'proposed', :now FROM unnest(:tag_ids::text[]) AS t (id)
ON CONFLICT (id) DO NOTHING;

-- name: drop_stale_tags :exec
-- What moderation noted stays, for when the tag comes back.
DELETE FROM catalog.character_tags t
 WHERE t.character_id = :character_id
   AND NOT t.tag_id = ANY (:tag_ids)
   AND t.moderation_note IS NULL;

-- name: place_tags :exec
-- The creator's order; what moderation noted on a tag stays.
INSERT INTO catalog.character_tags (character_id, tag_id, position, source)
SELECT :character_id, t.id, t.position, 'creator'
  FROM unnest(:tag_ids::text[]) WITH ORDINALITY AS t (id, position)
ON CONFLICT (character_id, tag_id) DO UPDATE SET position = excluded.position;

-- name: list_on_market :exec
INSERT INTO catalog.market_listings
       (character_id, slug, name, blurb, creator_id, creator_handle, vertical_app, tags, facets, search_text,
        created_at, first_published_at, published_at)
SELECT c.id, c.slug, c.name, :blurb, c.creator_id, a.handle, c.vertical_app, :tags, :facets, :search_text,
       c.created_at, c.first_published_at, c.published_at
  FROM catalog.characters c
  JOIN identity.accounts a ON a.id = c.creator_id
 WHERE c.id = :character_id
ON CONFLICT (character_id) DO UPDATE
   SET name = excluded.name, blurb = excluded.blurb, vertical_app = excluded.vertical_app, tags = excluded.tags,
       facets = excluded.facets, search_text = excluded.search_text, published_at = excluded.published_at;

-- name: unlist_from_market :exec
DELETE FROM catalog.market_listings l WHERE l.character_id = :character_id;

-- name: undelivered_events :many hot
SELECT o.* FROM release.outbox_events o WHERE o.delivered_at IS NULL ORDER BY o.id LIMIT :batch_size;

-- name: mark_delivered :exec
UPDATE release.outbox_events o SET delivered_at = :now WHERE o.id = ANY (:outbox_event_ids);
