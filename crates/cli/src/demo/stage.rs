//! What has to be there before a character can be made: a voice, a model pack, gates.

use domain::gate::BUILTINS;
use serde_json::json;

use super::cast::Cast;
use super::step::{chapter, right};
use crate::failure::Failure;

/// The reference data of this run.
pub(super) struct Stage {
    pub(super) voice_id: String,
    pub(super) model_pack_id: String,
}

impl Stage {
    pub(super) fn set(cast: &Cast) -> Result<Self, Failure> {
        chapter("The stage");
        let name = format!("demo-{}", cast.suffix);
        let stage = Self { voice_id: name.clone(), model_pack_id: name };
        stage.add_voice(cast)?;
        stage.ship_model_pack(cast)?;
        add_gates(cast)?;
        Ok(stage)
    }

    fn add_voice(&self, cast: &Cast) -> Result<(), Failure> {
        let voice = json!({ "name": "Demo voice", "language": "en-GB" });
        cast.admin.put(&format!("/api/voices/{}", self.voice_id), &voice)?.expect(204)?;
        right(format_args!("the voice `{}`", self.voice_id));
        Ok(())
    }

    fn ship_model_pack(&self, cast: &Cast) -> Result<(), Failure> {
        let pack = &self.model_pack_id;
        let release = json!({ "name": "Demo pack", "label": "1.0" });
        cast.admin.put(&format!("/api/model-packs/{pack}/versions/1"), &release)?.expect(204)?;
        let ship = json!({ "version": 1 });
        let path = format!("/api/apps/{}/model-packs/{pack}", cast.app_id);
        cast.admin.put(&path, &ship)?.expect(204)?;
        right(format_args!("the model pack `{pack}` in version 1, which the app ships"));
        Ok(())
    }
}

/// Every built-in evaluator, as it comes.
fn add_gates(cast: &Cast) -> Result<(), Failure> {
    let path = format!("/api/apps/{}/gates", cast.app_id);
    for builtin in BUILTINS {
        cast.admin.post(&path, &json!({ "evaluator": builtin.id }))?.expect(201)?;
    }
    right(format_args!("gates of the app: {}", BUILTINS.map(|it| it.id).join(", ")));
    Ok(())
}
