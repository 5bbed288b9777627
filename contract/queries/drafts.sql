-- The mutable text of a character, and how saves find each other.

-- name: draft :opt hot
SELECT d.* FROM studio.character_drafts d WHERE d.character_id = :character_id;

-- name: lock_draft :opt
-- For sealing and publishing: no save slips in between reading and recording.
SELECT d.* FROM studio.character_drafts d WHERE d.character_id = :character_id FOR UPDATE;

-- name: save_draft :opt hot
-- One save: it changes nothing unless the draft is at the version that it was based on.
-- A field that is null here stays as it is; the seven that can be empty have a flag.
WITH saved AS (
  UPDATE studio.character_drafts d
     SET version = d.version + 1,
         name = COALESCE(:name?, d.name),
         nickname = COALESCE(:nickname?, d.nickname),
         persona_prompt = COALESCE(:persona_prompt?, d.persona_prompt),
         personality = COALESCE(:personality?, d.personality),
         greeting = COALESCE(:greeting?, d.greeting),
         alternate_greetings = COALESCE(:alternate_greetings?, d.alternate_greetings),
         group_greetings = COALESCE(:group_greetings?, d.group_greetings),
         scenario = COALESCE(:scenario?, d.scenario),
         example_dialogue = COALESCE(:example_dialogue?, d.example_dialogue),
         system_prompt_override = COALESCE(:system_prompt_override?, d.system_prompt_override),
         post_history_instructions = COALESCE(:post_history_instructions?, d.post_history_instructions),
         creator_notes = COALESCE(:creator_notes?, d.creator_notes),
         attribution = COALESCE(:attribution?, d.attribution),
         version_label = COALESCE(:version_label?, d.version_label),
         tags = COALESCE(:tags?, d.tags),
         visibility = COALESCE(:visibility?, d.visibility),
         voice_id = CASE WHEN :set_voice_id THEN :voice_id? ELSE d.voice_id END,
         vertical_app = CASE WHEN :set_vertical_app THEN :vertical_app? ELSE d.vertical_app END,
         character_book = CASE WHEN :set_character_book THEN :character_book? ELSE d.character_book END,
         authoring_notes = CASE WHEN :set_authoring_notes THEN :authoring_notes? ELSE d.authoring_notes END,
         tool_metadata = CASE WHEN :set_tool_metadata THEN :tool_metadata? ELSE d.tool_metadata END,
         portrait_digest = CASE WHEN :set_portrait_digest THEN :portrait_digest? ELSE d.portrait_digest END,
         runtime_settings = CASE WHEN :set_runtime_settings THEN :runtime_settings? ELSE d.runtime_settings END,
         updated_at = GREATEST(:now, d.updated_at),
         updated_by_id = :updated_by_id
   WHERE d.character_id = :character_id
     AND d.creator_id = :creator_id
     AND d.version = :base_version
  RETURNING d.*
), noted AS (
  INSERT INTO studio.draft_edits (draft_id, version, edit_digest, changed_fields, saved_by_id, saved_at)
  SELECT s.id, s.version, :edit_digest, :changed_fields, s.updated_by_id, s.updated_at FROM saved s
)
SELECT s.id AS "id!", s.version AS "version!", s.updated_at AS "updated_at!" FROM saved s;

-- name: draft_edits_since :many
SELECT e.version, e.edit_digest, e.changed_fields
  FROM studio.draft_edits e
 WHERE e.draft_id = :draft_id
   AND e.version > :version
 ORDER BY e.version
 LIMIT :edits_max;

-- name: draft_model_packs :many
SELECT p.* FROM studio.draft_model_packs p WHERE p.draft_id = :draft_id ORDER BY p.model_pack_id;

-- name: clear_draft_model_packs :exec
DELETE FROM studio.draft_model_packs p WHERE p.draft_id = :draft_id;

-- name: collaborators :many
SELECT c.character_id, c.account_id, c.role, c.share_ppm, a.handle
  FROM catalog.character_collaborators c
  JOIN identity.accounts a ON a.id = c.account_id
 WHERE c.character_id = :character_id
 ORDER BY c.account_id;

-- name: clear_collaborators :exec
DELETE FROM catalog.character_collaborators c WHERE c.character_id = :character_id;
