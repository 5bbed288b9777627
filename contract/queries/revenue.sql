-- Money in, and every line of where it went.

-- name: revenue_event :opt hot
SELECT e.* FROM economy.revenue_events e WHERE e.id = :revenue_event_id;

-- name: revenue_by_key :opt hot
SELECT e.* FROM economy.revenue_events e WHERE e.recorded_by_id = :recorded_by_id AND e.idempotency_key = :idempotency_key;

-- name: revenue_by_external_id :opt hot
SELECT e.* FROM economy.revenue_events e WHERE e.source = :source AND e.external_id = :external_id;

-- name: pin_publication :opt hot
-- The publication that was in force for a character at a moment: the newest that rested on a revision.
SELECT p.*
  FROM release.publications p
 WHERE p.character_id = :character_id
   AND p.kind IN ('publish', 'rollback', 'reinstate')
   AND p.created_at <= :occurred_at
 ORDER BY p.sequence DESC
 LIMIT 1;

-- name: terms_at :opt
SELECT t.*
  FROM economy.royalty_terms t
 WHERE tstzrange(t.effective_from, t.effective_until) @> :occurred_at::timestamptz;

-- name: terms_history :many
-- The newest first.
SELECT t.id, t.platform_fee_ppm, t.effective_from, t.effective_until, a.handle AS recorded_by
  FROM economy.royalty_terms t
  JOIN identity.accounts a ON a.id = t.recorded_by_id
 ORDER BY t.effective_from DESC
 LIMIT :rows_max;

-- name: end_terms :exec
-- Ends the terms that are open, so that new ones can begin.
UPDATE economy.royalty_terms t
   SET effective_until = :effective_until
 WHERE t.effective_until IS NULL
   AND t.effective_from < :effective_until;

-- name: split_shares :many
SELECT s.split_set_id, s.account_id, s.role, s.share_ppm, a.handle
  FROM economy.split_shares s
  JOIN identity.accounts a ON a.id = s.account_id
 WHERE s.split_set_id = ANY (:split_set_ids)
 ORDER BY s.split_set_id, s.account_id;

-- name: postings_of_event :many hot
SELECT p.* FROM economy.postings p WHERE p.revenue_event_id = :revenue_event_id ORDER BY p.line;
