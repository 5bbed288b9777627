-- What apps fetch, on every start of every conversation.

-- name: runtime_pointer :opt hot
-- Where the pointer rests for an app, with all that decides whether this app may have it.
SELECT c.id, c.state, c.visibility, c.payload_digest, c.current_publication_id, c.published_revision_id,
       c.published_at, r.state AS rollout_state, r.percentage,
       ARRAY(SELECT m.model_pack_id
               FROM release.revision_model_packs m
              WHERE m.revision_id = c.published_revision_id
                AND NOT EXISTS (
                    SELECT 1 FROM catalog.app_model_packs s
                     WHERE s.app_id = r.app_id
                       AND s.model_pack_id = m.model_pack_id
                       AND s.version >= m.min_version
                       AND s.version <= COALESCE(m.max_version, s.version))
              ORDER BY m.model_pack_id) AS "unsuitable_packs!",
       EXISTS (SELECT 1 FROM release.revision_model_packs m WHERE m.revision_id = c.published_revision_id) AS "has_packs!"
  FROM catalog.characters c
  JOIN catalog.character_apps r ON r.character_id = c.id AND r.app_id = :app_id
 WHERE c.slug = :slug;

-- name: payload :opt hot
SELECT p.digest, p.body, p.body_gzip FROM release.payloads p WHERE p.digest = :payload_digest;

-- name: payload_facts :opt
SELECT p.digest, p.revision_id, p.version, octet_length(p.body) AS "size!", p.created_at FROM release.payloads p WHERE p.digest = :payload_digest;
