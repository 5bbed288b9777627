-- What creators write.

INSERT INTO studio.character_drafts
       (id, character_id, creator_id, version, name, persona_prompt, greeting, scenario, creator_notes, tags, voice_id,
        vertical_app, visibility, created_at, updated_at, updated_by_id)
SELECT c.draft_id, c.id, c.creator_id, 1 + c.n % 5, c.name, c.persona, c.greeting, 'A place at the end of the road.', c.notes, c.tags, c.voice,
       c.app, c.visibility, c.created_at, c.created_at + c.delay * 2, c.creator_id
  FROM seed_character c;

INSERT INTO studio.draft_edits (draft_id, version, edit_digest, changed_fields, saved_by_id, saved_at)
SELECT c.draft_id, v, pg_temp.digest('edit' || c.n || '/' || v), '{greeting,personaPrompt}', c.creator_id, c.created_at + c.delay * v / 5
  FROM seed_character c, generate_series(2, 1 + c.n % 5) AS v;

INSERT INTO studio.draft_model_packs (draft_id, model_pack_id, min_version)
SELECT c.draft_id, c.pack, 1 FROM seed_character c;
