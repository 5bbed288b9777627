-- The pointers, and the market's copy of what is public and published.

INSERT INTO catalog.characters
       (id, slug, creator_id, state, name, visibility, vertical_app, current_publication_id, published_revision_id, payload_digest,
        publication_count, revision_count, created_at, first_published_at, published_at, suspended_at, withdrawn_at)
SELECT c.id, c.slug, c.creator_id, c.state, c.name, c.visibility, c.app, p.id, p.revision_id, p.payload_digest,
       c.publications, c.revisions, c.created_at, CASE WHEN c.publications > 0 THEN c.created_at + c.delay END,
       CASE WHEN c.publications > 0 THEN c.created_at + c.delay * c.revisions END,
       CASE c.state WHEN 'suspended' THEN p.created_at END, CASE c.state WHEN 'withdrawn' THEN p.created_at END
  FROM seed_character c
  LEFT JOIN seed_publication p ON p.n = c.n AND p.k = c.publications;

INSERT INTO catalog.character_apps (character_id, app_id, state, percentage, updated_at, updated_by_id)
SELECT c.id, a, (CASE WHEN c.publications > 0 THEN 'live' ELSE 'planned' END)::catalog.rollout_state,
       CASE WHEN c.n % 7 = 0 THEN 25 ELSE 100 END, c.created_at, c.creator_id
  FROM seed_character c, unnest(ARRAY[c.app, c.second_app]) AS a
 WHERE a IS NOT NULL;

INSERT INTO catalog.character_tags (character_id, tag_id, position, source, moderation_note, noted_by_id)
SELECT c.id, t.id, t.position, 'creator', CASE WHEN c.n % 500 = 0 THEN 'fits' END,
       CASE WHEN c.n % 500 = 0 THEN pg_temp.id('seed-moderator', 0) END
  FROM seed_character c, unnest(c.tags) WITH ORDINALITY AS t (id, position)
 WHERE c.publications > 0;

INSERT INTO catalog.character_collaborators (character_id, account_id, role, share_ppm)
SELECT c.id, who.account_id, who.role::catalog.collaborator_role, who.share_ppm
  FROM seed_character c,
       LATERAL (VALUES (c.creator_id, 'author', 800000), (pg_temp.id('seed-moderator', 0), 'editor', 200000)) AS who (account_id, role, share_ppm)
 WHERE c.n % 8 = 0;

INSERT INTO custody.asset_references
       (id, character_id, kind, chain, contract_address, token_id, transaction_hash, recorded_by_id, recorded_at)
SELECT pg_temp.id('asset', c.n), c.id, 'mint', 'eip155:1', '0x' || substr(md5('contract'), 1, 32), c.n::text, '0x' || md5('mint' || c.n),
       c.creator_id, c.created_at
  FROM seed_character c WHERE c.n % 50 = 0;

INSERT INTO release.publication_assets (publication_id, asset_id)
SELECT p.id, pg_temp.id('asset', p.n) FROM seed_publication p WHERE p.n % 50 = 0;

INSERT INTO catalog.market_listings
       (character_id, slug, name, blurb, creator_id, creator_handle, vertical_app, tags, facets, search_text,
        created_at, first_published_at, published_at)
SELECT c.id, c.slug, c.name, c.notes, c.creator_id, c.creator_handle, c.app, c.tags,
       ARRAY(SELECT f FROM unnest(array_remove(ARRAY['creator:' || c.creator_id, 'app:' || c.app, 'pack:' || c.pack, 'voice:' || c.voice,
                    'tag:' || c.tags[1], 'tag:' || c.tags[2], 'tag:' || c.tags[3]], NULL)) AS f ORDER BY f),
       lower(c.name || E'\n' || c.notes || E'\n' || array_to_string(c.tags, ' ')),
       c.created_at, c.created_at + c.delay, c.created_at + c.delay * c.revisions
  FROM seed_character c
 WHERE c.state = 'published' AND c.visibility = 'public';
