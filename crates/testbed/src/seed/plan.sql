-- What each character is, decided once: everything else follows from these tables.
-- The same count gives the same rows.

-- A number from 0 to sides - 1.
CREATE FUNCTION pg_temp.roll(what text, n bigint, sides int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ((hashtextextended(what, n) & 9223372036854775807) % sides)::int;

-- Few of many: low numbers come often, as popular tags and busy creators do.
CREATE FUNCTION pg_temp.skewed(what text, n bigint, sides int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN floor(sides * power(pg_temp.roll(what, n, 1000000) / 1000000.0::float8, 2))::int;

-- Shaped as a UUID of version 7: later numbers sort later.
CREATE FUNCTION pg_temp.id(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN overlay(overlay(md5(kind || n::text) PLACING lpad(to_hex(1704067200000 + n * 100000), 12, '0') || '7' FROM 1)
                 PLACING '8' FROM 17)::uuid;

CREATE FUNCTION pg_temp.digest(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN encode(sha256(convert_to($1, 'UTF8')), 'hex');

CREATE TEMP TABLE seed_sentence AS
SELECT s.n, initcap(string_agg(w.word, ' ' ORDER BY i)) || '.' AS text
  FROM generate_series(0, 999) AS s (n), generate_series(1, 9) AS i,
       LATERAL (SELECT ('{the,lamp,turns,before,dawn,she,keeps,every,book,that,sea,brought,in,and,remembers,who,lost,it,
                         slowly,a,captain,of,glass,ship,laughs,at,storm,under,quiet,library,rain,on,brass,roof,old,machine,
                         dreams,winter,garden,letters,without,names,walk,home,through,market,listening,for,footsteps,
                         promise,never,spoken,twice,silver,fox,counts,stars,above,harbour,while,city,sleeps,
                         detective,forest,dragon,tea,clock,maker,violin,school,exam,robot,nurse,knight}'::text[])
                        [1 + pg_temp.roll('word' || i, s.n, 73)] AS word) AS w
 GROUP BY s.n;
CREATE UNIQUE INDEX ON seed_sentence (n);

CREATE TEMP TABLE seed_character AS
WITH drawn AS (
  SELECT n::bigint AS n,
         pg_temp.roll('state', n, 100) AS state,
         pg_temp.skewed('creator', n, current_setting('seed.creators')::int) AS creator,
         pg_temp.skewed('app', n, 6) AS app,
         pg_temp.skewed('tag', n, 200) AS tag,
         pg_temp.roll('more', n, 100) AS more
    FROM generate_series(1, current_setting('seed.count')::int) AS n
), told AS (
  SELECT d.*, a.text AS persona, b.text AS greeting, c.text AS notes
    FROM drawn d
    JOIN seed_sentence a ON a.n = pg_temp.roll('persona', d.n, 1000)
    JOIN seed_sentence b ON b.n = pg_temp.roll('greeting', d.n, 1000)
    JOIN seed_sentence c ON c.n = pg_temp.roll('notes', d.n, 1000)
)
SELECT t.n,
       pg_temp.id('character', t.n) AS id,
       pg_temp.id('draft', t.n) AS draft_id,
       pg_temp.id('account', t.creator) AS creator_id,
       'creator-' || t.creator AS creator_handle,
       first.name || ' ' || last.name AS name,
       lower(first.name || '-' || last.name) || '-' || t.n AS slug,
       (CASE WHEN t.state < 20 THEN 'draft' WHEN t.state < 95 THEN 'published'
             WHEN t.state < 98 THEN 'suspended' ELSE 'withdrawn' END)::catalog.character_state AS state,
       (CASE WHEN t.more < 93 THEN 'public' WHEN t.more < 97 THEN 'unlisted' ELSE 'private' END)::catalog.visibility AS visibility,
       CASE WHEN t.app < 5 THEN 'app-' || t.app END AS app,
       CASE WHEN t.more % 3 = 0 THEN 'app-' || (t.app + 1) % 5 END AS second_app,
       ARRAY['tag-' || t.tag, 'tag-' || (t.tag + 37) % 200, 'tag-' || (t.tag + 101) % 200] AS tags,
       CASE WHEN t.more % 4 > 0 THEN 'voice-' || t.n % 12 END AS voice,
       'pack-' || t.n % 6 AS pack,
       'She is called ' || first.name || '. ' || t.persona || ' ' || t.greeting AS persona,
       t.greeting || ' ' || t.notes AS greeting,
       t.notes || ' ' || t.persona AS notes,
       CASE WHEN t.state < 10 THEN 0 ELSE 1 + (t.more < 40)::int END AS revisions,
       CASE WHEN t.state < 20 THEN 0 ELSE 1 + (t.more < 40)::int + (t.state >= 95)::int END AS publications,
       timestamptz '2024-01-01 00:00Z' + t.n * (interval '700 days' / current_setting('seed.count')::int) AS created_at,
       interval '1 hour' * (1 + pg_temp.roll('delay', t.n, 400)) AS delay
  FROM told t,
       LATERAL (SELECT initcap(('{in,mar,bo,ka,lu,te,so,ra}'::text[])[1 + pg_temp.roll('first', t.n, 8)]
                            || ('{es,la,ren,dric,mi,na,vik,lo}'::text[])[1 + pg_temp.roll('second', t.n, 8)]) AS name) AS first,
       LATERAL (SELECT initcap(('{cal,ash,win,thorn,sil,har,mor,ber}'::text[])[1 + pg_temp.roll('third', t.n, 8)]
                            || ('{der,ford,by,wick,ton,ley,stead,gate}'::text[])[1 + pg_temp.roll('fourth', t.n, 8)]) AS name) AS last;

CREATE TEMP TABLE seed_revision AS
SELECT r.*, pg_temp.digest(r.content) AS digest, encode(sha256(r.body), 'hex') AS payload_digest
  FROM (SELECT c.n, k.k, c.n * 4 + k.k AS nk, c.id AS character_id, c.draft_id, c.creator_id, c.name, c.visibility, c.app, c.pack,
               pg_temp.id('revision', c.n * 4 + k.k) AS id,
               c.created_at + c.delay * k.k - interval '30 minutes' AS sealed_at,
               (current_setting('seed.blank')::jsonb
                || jsonb_build_object('format', 1, 'slug', c.slug, 'name', c.name, 'personaPrompt', c.persona, 'greeting', c.greeting,
                                      'creatorNotes', c.notes, 'tags', c.tags, 'versionLabel', k.k::text, 'visibility', c.visibility,
                                      'verticalApp', c.app, 'collaborators', '[]'::jsonb,
                                      'modelPacks', jsonb_build_array(jsonb_build_object('modelPackId', c.pack, 'minVersion', 1, 'maxVersion', NULL))))::text AS content,
               convert_to(jsonb_build_object('slug', c.slug, 'number', k.k, 'name', c.name, 'personaPrompt', c.persona,
                                  'greeting', c.greeting, 'tags', c.tags)::text, 'UTF8') AS body
          FROM seed_character c, generate_series(1, c.revisions) AS k (k)) AS r;

-- The newest publication of one that is suspended or withdrawn says so, of the revision before it.
CREATE TEMP TABLE seed_publication AS
SELECT c.n, k.k, c.n * 4 + k.k AS nk, c.id AS character_id, c.draft_id, c.creator_id, c.app, c.second_app, c.pack, c.publications,
       pg_temp.id('publication', c.n * 4 + k.k) AS id,
       CASE WHEN k.k > 1 THEN pg_temp.id('publication', c.n * 4 + k.k - 1) END AS previous_id,
       (CASE WHEN k.k <= c.revisions THEN 'publish' WHEN c.state = 'suspended' THEN 'suspend'
             ELSE 'withdraw' END)::release.publication_kind AS kind,
       r.nk AS revision_nk, r.id AS revision_id, r.digest AS revision_digest, r.payload_digest,
       pg_temp.id('split', c.n) AS split_set_id,
       c.created_at + c.delay * k.k AS created_at
  FROM seed_character c
 CROSS JOIN LATERAL generate_series(1, c.publications) AS k (k)
  JOIN seed_revision r ON r.n = c.n AND r.k = LEAST(k.k, c.revisions);

ANALYZE seed_character, seed_revision, seed_publication;
