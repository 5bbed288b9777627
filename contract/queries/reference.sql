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
SELECT v.* FROM catalog.model_pack_versions v ORDER BY v.model_pack_id, v.version LIMIT :rows_max;

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
