-- Sealed revisions, the evidence on them, and the publications that rest on both.

INSERT INTO release.character_revisions
       (id, character_id, number, digest, content, parent_id, draft_id, draft_version, name, visibility, vertical_app,
        contract_hash, sealed_by_id, sealed_at)
SELECT r.id, r.character_id, r.k, r.digest, r.content, CASE WHEN r.k > 1 THEN pg_temp.id('revision', r.nk - 1) END,
       r.draft_id, r.k, r.name, r.visibility, r.app, 'sha256:seed', r.creator_id, r.sealed_at
  FROM seed_revision r;

INSERT INTO release.revision_model_packs (revision_id, model_pack_id, min_version)
SELECT r.id, r.pack, 1 FROM seed_revision r;

-- Work is mostly done: one job in a thousand is open.
INSERT INTO release.evaluation_jobs (id, revision_id, evaluator_version_id, requested_by_id, created_at, run_at, attempts, finished_at)
SELECT pg_temp.id('job' || e, r.nk), r.id, pg_temp.id('evaluator', e * 10 + 2), r.creator_id, r.sealed_at, r.sealed_at, 1,
       CASE WHEN pg_temp.roll('open', r.nk, 1000) > 0 THEN r.sealed_at + interval '1 minute' END
  FROM seed_revision r, generate_series(0, 2) AS e;

INSERT INTO release.evaluations
       (id, revision_id, revision_digest, evaluator_version_id, verdict, score, detail, started_at, finished_at, expires_at)
SELECT pg_temp.id('evaluation' || e, r.nk), r.id, r.digest, pg_temp.id('evaluator', e * 10 + 2), 'pass',
       pg_temp.roll('score', r.nk, 400) / 1000.0, '{"summary": "Nothing was found.", "findings": []}',
       r.sealed_at, r.sealed_at + interval '1 minute', r.sealed_at + interval '365 days'
  FROM seed_revision r, generate_series(0, 2) AS e;

INSERT INTO release.approvals (id, revision_id, account_id, decision, reason, decided_at)
SELECT pg_temp.id('approval', r.nk), r.id, pg_temp.id('seed-moderator', 0), 'approve', 'as agreed', r.sealed_at
  FROM seed_revision r WHERE r.n % 10 = 0;

-- Only what was published has a payload. The second column stands for gzip in size and type; nobody inflates it.
INSERT INTO release.payloads (digest, revision_id, version, body, body_gzip, created_at)
SELECT r.payload_digest, r.id, 1, r.body, '\x1f8b0800000000000203'::bytea || substr(r.body, 1, length(r.body) * 6 / 10), r.sealed_at
  FROM seed_revision r
 WHERE EXISTS (SELECT 1 FROM seed_publication p WHERE p.revision_id = r.id);

INSERT INTO release.publications
       (id, character_id, sequence, kind, previous_id, revision_id, revision_digest, draft_id, draft_version, payload_digest,
        split_set_id, actor_id, reason, contract_hash, receipt, receipt_digest, idempotency_key, request_digest, created_at)
SELECT p.id, p.character_id, p.k, p.kind, p.previous_id, p.revision_id, p.revision_digest, p.draft_id, 1, p.payload_digest,
       p.split_set_id, CASE p.kind WHEN 'suspend' THEN pg_temp.id('seed-moderator', 0) ELSE p.creator_id END, '', 'sha256:seed',
       p.receipt, pg_temp.digest(p.receipt), 'seed ' || p.nk, pg_temp.digest('request' || p.nk), p.created_at
  FROM (SELECT s.*, jsonb_build_object('payloadType', 'application/vnd.in-toto+json', 'publication', s.id,
                      'payload', repeat(s.payload_digest, 12), 'signature', repeat(s.revision_digest, 2))::text AS receipt
          FROM seed_publication s) AS p;

INSERT INTO release.publication_evaluations (publication_id, evaluation_id)
SELECT p.id, pg_temp.id('evaluation' || e, p.revision_nk) FROM seed_publication p, generate_series(0, 2) AS e;

INSERT INTO release.publication_targets (publication_id, app_id, model_pack_id, version)
SELECT p.id, s.app_id, s.model_pack_id, s.version
  FROM seed_publication p
  JOIN catalog.app_model_packs s ON s.app_id IN (p.app, p.second_app) AND s.model_pack_id = p.pack;

INSERT INTO release.log_leaves (publication_id, leaf_hash)
SELECT p.id, pg_temp.digest('leaf' || p.nk) FROM seed_publication p;

-- All but the last few were delivered.
INSERT INTO release.outbox_events (topic, character_id, publication_id, created_at, delivered_at)
SELECT 'character.' || p.kind, p.character_id, p.id, p.created_at,
       CASE WHEN p.n + 20 <= current_setting('seed.count')::int THEN p.created_at + interval '1 second' END
  FROM seed_publication p
 ORDER BY p.created_at;
