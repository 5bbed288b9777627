-- What happened after publishing: shares, money, reports, outcomes.

INSERT INTO economy.split_sets (id, character_id, digest, effective_from, created_by_id)
SELECT DISTINCT ON (p.n) p.split_set_id, p.character_id, pg_temp.digest('split' || p.n), p.created_at, p.creator_id
  FROM seed_publication p
 ORDER BY p.n, p.k;

INSERT INTO economy.split_shares (split_set_id, account_id, role, share_ppm)
SELECT pg_temp.id('split', c.n), s.account_id, s.role, s.share_ppm
  FROM seed_character c
  JOIN catalog.character_collaborators s ON s.character_id = c.id
 WHERE c.publications > 0
UNION ALL
SELECT pg_temp.id('split', c.n), c.creator_id, 'author', 1000000
  FROM seed_character c
 WHERE c.publications > 0 AND c.n % 8 > 0;

INSERT INTO economy.royalty_terms (id, platform_fee_ppm, effective_from, recorded_by_id)
VALUES (pg_temp.id('terms', 0), 300000, '2024-01-01 00:00Z', pg_temp.id('seed-finance', 0));

-- One character in ten earns: one to four sales each, and a refund now and then.
CREATE TEMP TABLE seed_sale AS
SELECT p.nk * 16 + s AS n, p.id, p.character_id, p.revision_id, p.split_set_id, p.app, 199 + 100 * s AS amount, p.created_at + interval '1 day' * s AS occurred_at
  FROM seed_publication p, generate_series(1, 1 + p.n % 4) AS s
 WHERE p.kind = 'publish' AND p.k = 1 AND pg_temp.roll('earns', p.n, 10) = 0;

INSERT INTO economy.revenue_events
       (id, kind, source, external_id, character_id, publication_id, revision_id, split_set_id, terms_id, app_id, amount_minor,
        currency, refund_of_id, occurred_at, recorded_by_id, recorded_at, idempotency_key, request_digest)
SELECT pg_temp.id(e.kind, s.n), e.kind::economy.revenue_kind, 'app-store', e.kind || ' ' || s.n, s.character_id, s.id, s.revision_id,
       s.split_set_id, pg_temp.id('terms', 0), COALESCE(s.app, 'app-0'), s.amount, 'EUR',
       CASE e.kind WHEN 'refund' THEN pg_temp.id('sale', s.n) END, s.occurred_at, pg_temp.id('seed-finance', 0), s.occurred_at,
       e.kind || ' ' || s.n, pg_temp.digest(e.kind || s.n)
  FROM seed_sale s, unnest(CASE WHEN s.n % 25 = 0 THEN '{sale,refund}'::text[] ELSE '{sale}' END) AS e (kind);

INSERT INTO economy.postings (revenue_event_id, line, ledger_account, account_id, amount_minor)
SELECT e.id, l.line, l.ledger_account::economy.ledger_account, l.account_id,
       l.amount * CASE e.kind WHEN 'sale' THEN 1 ELSE -1 END
  FROM economy.revenue_events e
  JOIN catalog.characters c ON c.id = e.character_id,
       LATERAL (VALUES (0, 'clearing', NULL::uuid, e.amount_minor),
                       (1, 'platform', NULL, -(e.amount_minor * 3 / 10)),
                       (2, 'payable', c.creator_id, e.amount_minor * 3 / 10 - e.amount_minor)) AS l (line, ledger_account, account_id, amount)
 WHERE e.source = 'app-store';

INSERT INTO conversation.reports
       (id, kind, character_id, payload_digest, publication_id, revision_id, app_id, category, description, reported_by_id, reported_at)
SELECT pg_temp.id('report', p.nk), 'safety', p.character_id, p.payload_digest, p.id, p.revision_id, COALESCE(p.app, 'app-0'),
       'tone', 'too loud', pg_temp.id('seed-app', 0), p.created_at + interval '3 days'
  FROM seed_publication p WHERE p.k = 1 AND p.n % 200 = 0;

INSERT INTO conversation.conversation_outcomes (id, character_id, revision_id, app_id, turns, rating, ended_at, expires_at)
SELECT pg_temp.id('outcome', p.nk), p.character_id, p.revision_id, COALESCE(p.app, 'app-0'), p.n % 60, 1 + p.n % 5,
       p.created_at + interval '2 days', p.created_at + interval '92 days'
  FROM seed_publication p WHERE p.k = 1 AND p.n % 5 = 0;

-- Most reports were dealt with.
INSERT INTO conversation.open_reports (report_id)
SELECT pg_temp.id('report', p.nk) FROM seed_publication p WHERE p.k = 1 AND p.n % 2000 = 0;

INSERT INTO conversation.report_resolutions (id, report_id, outcome, reason, decided_by_id, decided_at)
SELECT pg_temp.id('resolution', p.nk), pg_temp.id('report', p.nk), 'dismissed', 'as it should be',
       pg_temp.id('seed-moderator', 0), p.created_at + interval '4 days'
  FROM seed_publication p WHERE p.k = 1 AND p.n % 200 = 0 AND p.n % 2000 > 0;

-- One publication in ten was planned; a few are to come.
INSERT INTO release.scheduled_publications
       (id, character_id, revision_id, scheduled_by_id, created_at, due_at, run_at, attempts, outcome, settled_at, publication_id)
SELECT pg_temp.id('plan', p.nk), p.character_id, p.revision_id, p.creator_id, p.created_at - interval '1 day', p.created_at,
       p.created_at, 1, 'published', p.created_at, p.id
  FROM seed_publication p WHERE p.kind = 'publish' AND p.n % 10 = 0;

INSERT INTO release.scheduled_publications (id, character_id, revision_id, scheduled_by_id, created_at, due_at, run_at)
SELECT pg_temp.id('open-plan', r.nk), r.character_id, r.id, r.creator_id, r.sealed_at, r.sealed_at + interval '10 years',
       r.sealed_at + interval '10 years'
  FROM seed_revision r WHERE r.k = 1 AND r.n % 500 = 0;

-- A busy hour at the door.
INSERT INTO identity.challenges (digest, purpose, asked, created_at, expires_at)
SELECT pg_temp.digest('challenge' || n), 'passkey_sign_in', decode(repeat('5e', 200), 'hex'),
       now() + n * interval '1 second', now() + n * interval '1 second' + interval '5 minutes'
  FROM generate_series(1, 5000) AS n;
