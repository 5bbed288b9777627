-- Gates, the evidence for them, and the work that produces it.

-- name: required_gates :many hot
-- The gates in force for every app that is to carry the character.
SELECT g.id, g.app_id, g.valid_days, v.id AS evaluator_version_id, v.evaluator_id, v.version,
       v.configuration, v.configuration_digest, e.kind
  FROM catalog.character_apps r
  JOIN release.gates g ON g.app_id = r.app_id AND g.retired_at IS NULL
  JOIN release.evaluator_versions v ON v.id = g.evaluator_version_id
  JOIN release.evaluators e ON e.id = v.evaluator_id
 WHERE r.character_id = :character_id
   AND r.state <> 'removed'
 ORDER BY g.app_id, v.evaluator_id, g.id;

-- name: newest_evaluations :many hot
-- The newest verdict of each evaluator version on a revision.
SELECT DISTINCT ON (e.evaluator_version_id)
       e.id, e.revision_digest, e.evaluator_version_id, v.evaluator_id, v.version, v.configuration_digest,
       e.verdict, e.score, e.detail, e.started_at, e.finished_at, e.expires_at
  FROM release.evaluations e
  JOIN release.evaluator_versions v ON v.id = e.evaluator_version_id
 WHERE e.revision_id = :character_revision_id
 ORDER BY e.evaluator_version_id, e.finished_at DESC, e.id DESC;

-- name: newest_approvals :many hot
-- The newest decision of each moderator on a revision.
SELECT DISTINCT ON (a.account_id) a.*
  FROM release.approvals a
 WHERE a.revision_id = :character_revision_id
 ORDER BY a.account_id, a.decided_at DESC, a.id DESC;

-- name: enqueue_evaluation :exec
-- One open job for each revision and evaluator version; asking twice is asking once.
INSERT INTO release.evaluation_jobs (id, revision_id, evaluator_version_id, requested_by_id, created_at, run_at)
VALUES (:evaluation_job_id, :character_revision_id, :evaluator_version_id, :requested_by_id, :now, :now)
ON CONFLICT (revision_id, evaluator_version_id) WHERE finished_at IS NULL DO NOTHING;

-- name: open_jobs_of_revision :many
SELECT j.id, j.evaluator_version_id, j.attempts, j.last_error, j.run_at
  FROM release.evaluation_jobs j
 WHERE j.revision_id = :character_revision_id
   AND j.finished_at IS NULL
 ORDER BY j.created_at, j.id;

-- name: lease_jobs :many hot
-- Takes due jobs for one worker: nobody else sees them until the lease ends.
UPDATE release.evaluation_jobs j
   SET run_at = :leased_until,
       attempts = j.attempts + 1
  FROM release.evaluator_versions v
  JOIN release.evaluators e ON e.id = v.evaluator_id
 WHERE v.id = j.evaluator_version_id
   AND j.id IN (
       SELECT due.id
         FROM release.evaluation_jobs due
        WHERE due.finished_at IS NULL
          AND due.run_at <= :now
        ORDER BY due.run_at
        LIMIT :batch_size
          FOR UPDATE SKIP LOCKED)
RETURNING j.id, j.revision_id, j.evaluator_version_id, j.attempts, v.evaluator_id, v.version, v.configuration, e.kind;

-- name: finish_job :exec
UPDATE release.evaluation_jobs j
   SET finished_at = :now, last_error = NULL
 WHERE j.id = :evaluation_job_id
   AND j.finished_at IS NULL;

-- name: postpone_job :exec
UPDATE release.evaluation_jobs j
   SET run_at = :run_at, last_error = :last_error
 WHERE j.id = :evaluation_job_id
   AND j.finished_at IS NULL;

-- name: gate_validity :many
-- For how long a verdict of this evaluator version counts, by the gates in force that ask for it.
SELECT DISTINCT g.valid_days FROM release.gates g WHERE g.evaluator_version_id = :evaluator_version_id AND g.retired_at IS NULL;

-- name: evaluator_version :opt
SELECT v.*
  FROM release.evaluator_versions v
 WHERE v.evaluator_id = :evaluator_id
   AND v.version = :version
   AND v.configuration_digest = :configuration_digest;

-- name: gates_of_app :many
SELECT g.id, g.app_id, g.valid_days, g.created_at, v.id AS evaluator_version_id, v.evaluator_id, v.version,
       v.configuration, v.configuration_digest, e.name AS evaluator_name
  FROM release.gates g
  JOIN release.evaluator_versions v ON v.id = g.evaluator_version_id
  JOIN release.evaluators e ON e.id = v.evaluator_id
 WHERE g.app_id = :app_id
   AND g.retired_at IS NULL
 ORDER BY v.evaluator_id, g.id;

-- name: retire_gate :exec
UPDATE release.gates g SET retired_at = :now WHERE g.id = :gate_id AND g.retired_at IS NULL;

-- name: define_evaluator :exec
INSERT INTO release.evaluators (id, name, kind, created_at)
VALUES (:evaluator_id, :evaluator_name, :evaluator_kind, :now)
ON CONFLICT (id) DO NOTHING;
