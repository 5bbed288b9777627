-- People, apps, model packs, voices and the taxonomy.

INSERT INTO identity.accounts (id, handle, display_name, created_at)
SELECT pg_temp.id('account', n), 'creator-' || n, 'Creator ' || n, timestamptz '2024-01-01 00:00Z'
  FROM generate_series(0, current_setting('seed.creators')::int) AS n
UNION ALL
SELECT pg_temp.id(person, 0), person, initcap(person), timestamptz '2024-01-01 00:00Z'
  FROM unnest('{seed-moderator,seed-finance,seed-app}'::text[]) AS person;

INSERT INTO identity.account_roles (account_id, role, granted_at)
SELECT a.id, (CASE a.handle WHEN 'seed-moderator' THEN 'moderator' WHEN 'seed-finance' THEN 'finance'
                            WHEN 'seed-app' THEN 'app' ELSE 'creator' END)::identity.role, a.created_at
  FROM identity.accounts a
 WHERE a.handle LIKE 'creator-%' OR a.handle LIKE 'seed-%';

INSERT INTO catalog.apps (id, name, required_approvals, created_at)
SELECT 'app-' || n, 'App ' || n, 0, timestamptz '2024-01-01 00:00Z' FROM generate_series(0, 4) AS n;

-- The token of an account is its handle.
INSERT INTO identity.api_tokens (id, account_id, token_digest, label, app_id, created_at, expires_at)
SELECT pg_temp.id('token ' || a.handle, 0), a.id, pg_temp.digest(a.handle), 'seed',
       CASE a.handle WHEN 'seed-app' THEN 'app-0' END, a.created_at, timestamptz '2099-01-01 00:00Z'
  FROM identity.accounts a
 WHERE a.handle LIKE 'creator-%' OR a.handle LIKE 'seed-%';

INSERT INTO custody.wallets (id, account_id, chain, address, verified_at, created_at)
SELECT pg_temp.id('wallet', n), pg_temp.id('account', n), 'eip155:1', '0x' || substr(md5('wallet' || n), 1, 32) || lpad(to_hex(n), 8, '0'),
       timestamptz '2024-01-02 00:00Z', timestamptz '2024-01-01 00:00Z'
  FROM generate_series(0, current_setting('seed.creators')::int, 10) AS n;

INSERT INTO catalog.model_packs (id, name, created_at)
SELECT 'pack-' || n, 'Pack ' || n, timestamptz '2024-01-01 00:00Z' FROM generate_series(0, 5) AS n;

INSERT INTO catalog.model_pack_versions (model_pack_id, version, label, released_at)
SELECT 'pack-' || n, v, v || '.0', timestamptz '2024-01-01 00:00Z' + interval '90 days' * v
  FROM generate_series(0, 5) AS n, generate_series(1, 5) AS v;

INSERT INTO catalog.app_model_packs (app_id, model_pack_id, version, updated_at)
SELECT 'app-' || a, 'pack-' || p, 3 + (a + p) % 3, timestamptz '2025-01-01 00:00Z'
  FROM generate_series(0, 4) AS a, generate_series(0, 5) AS p;

INSERT INTO catalog.voices (id, name, language, created_at)
SELECT 'voice-' || n, 'Voice ' || n, ('{en,de,ja,pt-BR}'::text[])[1 + n % 4], timestamptz '2024-01-01 00:00Z' FROM generate_series(0, 11) AS n;

INSERT INTO catalog.tags (id, label, parent_id, status, created_at)
SELECT 'tag-' || n, 'Tag ' || n, CASE WHEN n >= 20 THEN 'tag-' || n % 20 END,
       (CASE WHEN n < 180 THEN 'accepted' ELSE 'proposed' END)::catalog.tag_status, timestamptz '2024-01-01 00:00Z'
  FROM generate_series(0, 199) AS n;

INSERT INTO release.evaluators (id, name, kind, created_at)
SELECT 'seed-evaluator-' || n, 'Evaluator ' || n, 'builtin', timestamptz '2024-01-01 00:00Z' FROM generate_series(0, 2) AS n;

INSERT INTO release.evaluator_versions (id, evaluator_id, version, configuration, configuration_digest, created_at)
SELECT pg_temp.id('evaluator', n * 10 + v), 'seed-evaluator-' || n, v || '.0', '{}', pg_temp.digest('{}'), timestamptz '2024-01-01 00:00Z'
  FROM generate_series(0, 2) AS n, generate_series(1, 2) AS v;

-- The second version is in force; the first was.
INSERT INTO release.gates (id, app_id, evaluator_version_id, valid_days, created_at, retired_at)
SELECT pg_temp.id('gate', a * 100 + n * 10 + v), 'app-' || a, pg_temp.id('evaluator', n * 10 + v), 365, timestamptz '2024-01-01 00:00Z',
       CASE WHEN v = 1 THEN timestamptz '2024-06-01 00:00Z' END
  FROM generate_series(0, 4) AS a, generate_series(0, 2) AS n, generate_series(1, 2) AS v;

INSERT INTO release.signing_keys (id, public_key, created_at)
VALUES (pg_temp.digest('seed key'), encode(sha256('seed key'), 'base64'), timestamptz '2024-01-01 00:00Z');
