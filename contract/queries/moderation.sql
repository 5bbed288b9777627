-- What waits for a moderator, who is looking at it, and what apps reported.

-- name: revisions_for_moderation :many hot
-- Oldest first, by id, from a moment on: the newest revision of each character of which an app wants a
-- person's word, or which a gate holds. What decides is `domain`; this finds what it is asked of.
SELECT r.id, r.character_id, r.number, r.name, r.sealed_at, c.creator_id AS "creator_id!", owner.handle AS "creator_handle!", c.state AS "state!",
       asked.needed AS "needed!", asked.apps AS "apps!", said.approvals AS "approvals!", said.rejections AS "rejections!",
       judged.held AS "held!", holder.handle AS "claimed_by?", claim.expires_at AS "claimed_until?"
  FROM release.character_revisions r
  JOIN LATERAL (SELECT own.* FROM catalog.characters own WHERE own.id = r.character_id OFFSET 0) AS c ON true
  JOIN LATERAL (SELECT own.handle FROM identity.accounts own WHERE own.id = c.creator_id OFFSET 0) AS owner ON true
 CROSS JOIN LATERAL (
       SELECT COALESCE(max(a.required_approvals), 0) AS needed, array_agg(a.id ORDER BY a.id) AS apps
         FROM catalog.character_apps t
         JOIN catalog.apps a ON a.id = t.app_id
        WHERE t.character_id = r.character_id AND t.state <> 'removed' AND a.retired_at IS NULL
       ) AS asked
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE newest.decision = 'approve') AS approvals,
              count(*) FILTER (WHERE newest.decision = 'reject') AS rejections
         FROM (SELECT DISTINCT ON (v.account_id) v.account_id, v.decision
                 FROM release.approvals v
                WHERE v.revision_id = r.id
                  AND v.account_id <> c.creator_id
                  AND NOT EXISTS (SELECT 1 FROM catalog.character_collaborators k
                                   WHERE k.character_id = r.character_id AND k.account_id = v.account_id)
                ORDER BY v.account_id, v.decided_at DESC, v.id DESC) AS newest
       ) AS said
 CROSS JOIN LATERAL (
       SELECT count(*) AS held
         FROM (SELECT DISTINCT ON (e.evaluator_version_id) e.evaluator_version_id, e.verdict
                 FROM release.evaluations e
                WHERE e.revision_id = r.id
                ORDER BY e.evaluator_version_id, e.finished_at DESC, e.id DESC) AS newest
        WHERE newest.verdict <> 'pass'
          AND EXISTS (SELECT 1 FROM catalog.character_apps t
                        JOIN release.gates g ON g.app_id = t.app_id
                       WHERE t.character_id = r.character_id AND t.state <> 'removed'
                         AND g.retired_at IS NULL AND g.evaluator_version_id = newest.evaluator_version_id)
       ) AS judged
  LEFT JOIN release.moderation_claims claim ON claim.revision_id = r.id AND claim.expires_at > :now
  LEFT JOIN identity.accounts holder ON holder.id = claim.account_id
 WHERE r.id > :after_character_revision_id
   AND r.number = c.revision_count
   AND c.state <> 'withdrawn'
   AND c.published_revision_id IS DISTINCT FROM r.id
   AND CASE :waits_for WHEN 'approval' THEN said.approvals < asked.needed AND said.rejections = 0
                       WHEN 'gates' THEN judged.held > 0
                       WHEN 'rejected' THEN said.rejections > 0
                       ELSE (said.approvals < asked.needed AND said.rejections = 0) OR judged.held > 0 END
   AND (:app = '' OR :app = ANY (asked.apps))
   AND CASE :claims WHEN 'free' THEN claim.account_id IS NULL
                    WHEN 'mine' THEN claim.account_id = :account_id
                    ELSE true END
 ORDER BY r.id
 LIMIT :page_size;

-- name: claim_of_revision :opt hot
SELECT m.account_id, a.handle, m.claimed_at, m.expires_at
  FROM release.moderation_claims m
  JOIN identity.accounts a ON a.id = m.account_id
 WHERE m.revision_id = :character_revision_id
   AND m.expires_at > :now;

-- name: claim_revision :exec
-- Taken, or kept for longer, unless it is somebody else's and has not lapsed.
INSERT INTO release.moderation_claims AS m (revision_id, account_id, claimed_at, expires_at)
VALUES (:character_revision_id, :account_id, :now, :expires_at)
ON CONFLICT (revision_id) DO UPDATE
   SET account_id = excluded.account_id,
       claimed_at = excluded.claimed_at,
       expires_at = excluded.expires_at
 WHERE m.account_id = excluded.account_id
    OR m.expires_at <= excluded.claimed_at;

-- name: release_claim :exec
DELETE FROM release.moderation_claims m WHERE m.revision_id = :character_revision_id AND m.account_id = :account_id;

-- name: decisions_on_revision :many hot
-- Every decision, the newest first.
SELECT a.id, a.account_id, m.handle, a.decision, a.reason, a.decided_at
  FROM release.approvals a
  JOIN identity.accounts m ON m.id = a.account_id
 WHERE a.revision_id = :character_revision_id
 ORDER BY a.decided_at DESC, a.id DESC;

-- name: noted_tags :many hot
-- The tags of a published character, with what moderators noted.
SELECT t.tag_id, t.moderation_note, a.handle AS "noted_by?"
  FROM catalog.character_tags t
  LEFT JOIN identity.accounts a ON a.id = t.noted_by_id
 WHERE t.character_id = :character_id
 ORDER BY t.position, t.tag_id;

-- name: reports_page :many hot
-- Newest first.
SELECT r.id, r.kind, r.category, r.app_id, r.reported_at, r.character_id, c.name, c.state,
       c.payload_digest IS NOT DISTINCT FROM r.payload_digest AS "is_current!",
       (SELECT s.outcome FROM conversation.report_resolutions s WHERE s.report_id = r.id ORDER BY s.id DESC LIMIT 1) AS "outcome?"
  FROM conversation.reports r
  JOIN catalog.characters c ON c.id = r.character_id
 WHERE r.id < :before_report_id
   AND (:report_kind = '' OR r.kind::text = :report_kind)
   AND (:app = '' OR r.app_id = :app)
   AND (:character_state = '' OR c.state::text = :character_state)
 ORDER BY r.id DESC
 LIMIT :page_size;

-- name: open_reports_page :many hot
-- What nobody has dealt with, newest first.
SELECT r.id, r.kind, r.category, r.app_id, r.reported_at, r.character_id, c.name, c.state,
       c.payload_digest IS NOT DISTINCT FROM r.payload_digest AS "is_current!", NULL::conversation.report_outcome AS "outcome?"
  FROM conversation.open_reports o
  JOIN conversation.reports r ON r.id = o.report_id
  JOIN catalog.characters c ON c.id = r.character_id
 WHERE o.report_id < :before_report_id
   AND (:report_kind = '' OR r.kind::text = :report_kind)
   AND (:app = '' OR r.app_id = :app)
   AND (:character_state = '' OR c.state::text = :character_state)
 ORDER BY o.report_id DESC
 LIMIT :page_size;

-- name: is_report_open :one
SELECT EXISTS (SELECT 1 FROM conversation.open_reports o WHERE o.report_id = :report_id) AS "is_open!";

-- name: close_report :exec
DELETE FROM conversation.open_reports o WHERE o.report_id = :report_id;

-- name: resolutions_of_report :many
-- Newest first.
SELECT s.id, s.outcome, s.reason, s.decided_at, a.handle
  FROM conversation.report_resolutions s
  JOIN identity.accounts a ON a.id = s.decided_by_id
 WHERE s.report_id = :report_id
 ORDER BY s.id DESC;

-- name: reports_of_character :many hot
SELECT r.id, r.kind, r.category, r.app_id, r.payload_digest, r.reported_at
  FROM conversation.reports r
 WHERE r.character_id = :character_id
 ORDER BY r.id DESC
 LIMIT :page_size;
