-- Publications that are to happen at a time.

-- name: schedules_of_character :many hot
-- Newest first.
SELECT s.id, s.revision_id, r.number AS revision_number, s.reason, a.handle AS scheduled_by, s.created_at, s.due_at,
       s.outcome, s.refusal, s.settled_at, s.publication_id
  FROM release.scheduled_publications s
  JOIN release.character_revisions r ON r.id = s.revision_id
  JOIN identity.accounts a ON a.id = s.scheduled_by_id
 WHERE s.character_id = :character_id
 ORDER BY s.created_at DESC, s.id DESC
 LIMIT :page_size;

-- name: lease_schedules :many hot
-- Takes what is due for one worker: nobody else sees it until the lease ends.
UPDATE release.scheduled_publications s
   SET run_at = :leased_until,
       attempts = s.attempts + 1
 WHERE s.id IN (
       SELECT due.id
         FROM release.scheduled_publications due
        WHERE due.outcome IS NULL
          AND due.run_at <= :now
        ORDER BY due.run_at
        LIMIT :batch_size
          FOR UPDATE SKIP LOCKED)
RETURNING s.*;

-- name: settle_schedule :exec
UPDATE release.scheduled_publications s
   SET outcome = :schedule_outcome,
       refusal = :refusal?,
       publication_id = :publication_id?,
       settled_at = :now
 WHERE s.id = :scheduled_publication_id
   AND s.outcome IS NULL;

-- name: cancel_schedule :exec
-- Behind the character's lock, as a worker carries it out.
UPDATE release.scheduled_publications s
   SET outcome = 'cancelled',
       settled_at = :now
 WHERE s.character_id = :character_id
   AND s.outcome IS NULL;

-- name: plan_to_carry_out :opt hot
-- Behind the character's lock: what is not open any more is not carried out.
SELECT planned.number AS "planned!", live.number AS "live?"
  FROM release.scheduled_publications s
  JOIN release.character_revisions planned ON planned.id = s.revision_id
  JOIN catalog.characters c ON c.id = s.character_id
  LEFT JOIN release.character_revisions live ON live.id = c.published_revision_id
 WHERE s.id = :scheduled_publication_id
   AND s.outcome IS NULL;
