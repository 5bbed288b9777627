-- What published revisions are compared by. The signature itself is never read back here; a character
-- has two phrases of its own, one of its author and one of a template, where it would have a hundred.
INSERT INTO release.revision_signatures (revision_id, version, signature)
SELECT p.revision_id, CASE WHEN row_number() OVER (ORDER BY p.revision_id) <= 3 THEN 0 ELSE 1 END, '\x0100'
  FROM (SELECT DISTINCT revision_id FROM seed_publication) AS p;

INSERT INTO release.text_keys (key, character_id, revision_id)
SELECT k.key, p.character_id, p.revision_id
  FROM (SELECT DISTINCT ON (character_id) character_id, revision_id, n FROM seed_publication ORDER BY character_id, k) AS p,
       LATERAL (VALUES (p.n * 4), (p.n * 4 + 1), (p.n / 100 * 4 + 2), (p.n / 10000 * 4 + 3)) AS k (key);

INSERT INTO release.portrait_keys (key, character_id, revision_id)
SELECT p.n % 65536, p.character_id, p.revision_id
  FROM (SELECT DISTINCT ON (character_id) character_id, revision_id, n FROM seed_publication ORDER BY character_id, k) AS p;

-- One character in five hundred says what it was made from.
INSERT INTO release.kinships (id, character_id, original_id, kind, reason, declared_by_id, declared_at)
SELECT pg_temp.id('kinship', p.n), p.character_id, o.revision_id, 'fork', 'made from it', c.creator_id, p.created_at
  FROM seed_publication p
  JOIN seed_publication o ON o.n = p.n - 1 AND o.k = 1
  JOIN seed_character c ON c.n = p.n
 WHERE p.k = 1 AND p.n % 500 = 0;
