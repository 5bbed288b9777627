-- Apps, model packs, voices and the taxonomy.

-- name: apps :many
SELECT a.* FROM catalog.apps a WHERE a.retired_at IS NULL ORDER BY a.id;

-- name: define_app :exec
INSERT INTO catalog.apps (id, name, required_approvals, created_at)
VALUES (:app_id, :app_name, :required_approvals, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, required_approvals = excluded.required_approvals;

-- name: define_voice :exec
INSERT INTO catalog.voices (id, name, language, created_at)
VALUES (:voice_id, :voice_name, :language, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, language = excluded.language;

-- name: voices :many
SELECT v.* FROM catalog.voices v WHERE v.retired_at IS NULL ORDER BY v.id;

-- name: define_model_pack :exec
INSERT INTO catalog.model_packs (id, name, created_at)
VALUES (:model_pack_id, :model_pack_name, :now)
ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- name: release_model_pack :exec
INSERT INTO catalog.model_pack_versions (model_pack_id, version, label, released_at)
VALUES (:model_pack_id, :version, :label, :now)
ON CONFLICT (model_pack_id, version) DO NOTHING;

-- name: model_packs :many
SELECT v.model_pack_id, p.name AS model_pack_name, v.version, v.label, v.released_at
  FROM catalog.model_pack_versions v
  JOIN catalog.model_packs p ON p.id = v.model_pack_id
 ORDER BY v.model_pack_id, v.version
 LIMIT :rows_max;

-- name: newest_release :opt
SELECT v.* FROM catalog.model_pack_versions v WHERE v.model_pack_id = :model_pack_id ORDER BY v.version DESC LIMIT 1;

-- name: ship_model_pack :exec
INSERT INTO catalog.app_model_packs (app_id, model_pack_id, version, updated_at)
VALUES (:app_id, :model_pack_id, :version, :now)
ON CONFLICT (app_id, model_pack_id) DO UPDATE SET version = excluded.version, updated_at = excluded.updated_at;

-- name: tags :many
SELECT t.* FROM catalog.tags t ORDER BY t.id LIMIT :rows_max;

-- name: judge_tag :exec
INSERT INTO catalog.tags (id, label, parent_id, status, created_at)
VALUES (:tag_id, :label, :parent_id?, :tag_status, :now)
ON CONFLICT (id) DO UPDATE SET label = excluded.label, parent_id = excluded.parent_id, status = excluded.status;

-- name: note_tag :exec
UPDATE catalog.character_tags t
   SET moderation_note = :moderation_note?, noted_by_id = :noted_by_id
 WHERE t.character_id = :character_id AND t.tag_id = :tag_id;

-- name: app :opt
SELECT a.* FROM catalog.apps a WHERE a.id = :app_id AND a.retired_at IS NULL;

-- name: packs_of_app :many
SELECT s.model_pack_id, p.name, s.version, v.label, s.updated_at
  FROM catalog.app_model_packs s
  JOIN catalog.model_packs p ON p.id = s.model_pack_id
  JOIN catalog.model_pack_versions v ON v.model_pack_id = s.model_pack_id AND v.version = s.version
 WHERE s.app_id = :app_id
 ORDER BY s.model_pack_id;

-- name: tags_page :many
-- By id, from behind one on.
SELECT t.*
  FROM catalog.tags t
 WHERE t.id > :after_tag_id
   AND (t.id LIKE :pattern OR lower(t.label) LIKE :pattern)
   AND (:tag_status_name = '' OR t.status::text = :tag_status_name)
 ORDER BY t.id
 LIMIT :page_size;

-- name: tag :opt
SELECT t.* FROM catalog.tags t WHERE t.id = :tag_id;
