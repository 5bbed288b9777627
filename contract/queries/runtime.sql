-- What apps fetch, on every start of every conversation.

-- name: runtime_pointer :opt hot
-- Where the pointer rests for an app, with all that decides whether this app may have it.
SELECT c.id, c.state, c.visibility, c.payload_digest, c.current_publication_id, c.published_revision_id,
       c.published_at, r.state AS rollout_state, r.percentage,
       ARRAY(SELECT m.model_pack_id
               FROM release.revision_model_packs m
              WHERE m.revision_id = c.published_revision_id
              ORDER BY m.model_pack_id) AS "packs!",
       EXISTS (SELECT 1 FROM release.revision_model_packs m WHERE m.revision_id = c.published_revision_id) AS "has_packs!",
       EXISTS (SELECT 1
                 FROM release.revision_model_packs m
                 JOIN catalog.app_model_packs s
                   ON s.app_id = r.app_id
                  AND s.model_pack_id = m.model_pack_id
                  AND s.version BETWEEN m.min_version AND COALESCE(m.max_version, s.version)
                WHERE m.revision_id = c.published_revision_id) AS "suits!"
  FROM catalog.characters c
  JOIN catalog.character_apps r ON r.character_id = c.id AND r.app_id = :app_id
 WHERE c.slug = :slug
   -- An app serves only what was published for it: its gates saw that revision.
   AND (c.state <> 'published' OR EXISTS (
       SELECT 1 FROM release.publication_targets t WHERE t.publication_id = c.current_publication_id AND t.app_id = r.app_id));

-- name: payload :opt hot
SELECT p.digest, p.body, p.body_gzip FROM release.payloads p WHERE p.digest = :payload_digest;
