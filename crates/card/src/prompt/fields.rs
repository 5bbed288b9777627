//! What a card and a persona say, their macros replaced, before anything is made of it.

use super::{Bench, Stage, Text};
use crate::activation::{Message, Profile};
use crate::js;
use crate::macros::Macros;

/// Where a card's note goes that names no depth.
const DEPTH: f64 = 4.0;

/// The fields of a card and the persona, each with its own macros replaced. In them a macro that
/// stands for another of them is nothing.
pub(super) struct Fields {
    pub(super) system_prompt: Text,
    pub(super) mes_example: Text,
    pub(super) description: Text,
    pub(super) personality: Text,
    pub(super) persona: Text,
    pub(super) scenario: Text,
    pub(super) post_history_instructions: Text,
    pub(super) depth_prompt: Text,
    pub(super) creator_notes: Text,
}

impl Fields {
    /// In SillyTavern's order, which counts where one sets a variable that another reads.
    pub(super) fn read(stage: &Stage<'_>, bench: &mut Bench) -> Self {
        let data = &stage.card.data;
        let mut read = |text: &str| bench.of_card(js::trim(text));
        let fields = Self {
            system_prompt: read(&data.system_prompt),
            mes_example: read(&data.mes_example),
            description: read(&data.description),
            personality: read(&data.personality),
            persona: read(&stage.persona),
            scenario: read(&data.scenario),
            post_history_instructions: read(&data.post_history_instructions),
            depth_prompt: read(depth_prompt(stage).0),
            creator_notes: read(&data.creator_notes),
        };
        read(&data.first_mes);
        data.alternate_greetings.iter().for_each(|text| _ = read(text));
        fields
    }
}

/// The chat as it is, or the greeting that opens it. A card without a first message begins with the
/// first of the others.
pub(super) fn chat_of(stage: &Stage<'_>) -> Vec<Message> {
    if !stage.chat.is_empty() {
        return stage.chat.clone();
    }
    let data = &stage.card.data;
    let greeting = match stage.greeting {
        0 if data.first_mes.is_empty() => data.alternate_greetings.first(),
        0 => Some(&data.first_mes),
        index => data.alternate_greetings.get(index - 1),
    };
    let text = greeting.filter(|text| !text.is_empty()).cloned();
    let message = text.map(|text| Message { name: name_of(stage), text, is_user: false });
    message.into_iter().collect()
}

/// The character's name; the specification has a nickname go before it.
fn name_of(stage: &Stage<'_>) -> String {
    let data = &stage.card.data;
    let nickname = data.nickname.as_ref().filter(|name| !name.is_empty());
    match stage.profile {
        Profile::SillyTavern => data.name.clone(),
        Profile::SpecV3 | Profile::Repertoire => nickname.unwrap_or(&data.name).clone(),
    }
}

pub(super) fn macros_of(stage: &Stage<'_>, chat: &[Message]) -> Macros {
    let data = &stage.card.data;
    let mut macros = Macros::new(stage.profile, &name_of(stage), &stage.user);
    macros.chance = stage.chance.clone();
    macros.clock = stage.clock;
    macros.chat = chat.to_vec();
    macros.greetings.clone_from(&data.alternate_greetings);
    let texts: [(&'static str, &str); 11] = [
        ("chardescription", &data.description),
        ("charpersonality", &data.personality),
        ("charscenario", &data.scenario),
        ("persona", &stage.persona),
        ("mesexamplesraw", &data.mes_example),
        ("charprompt", &data.system_prompt),
        ("charinstruction", &data.post_history_instructions),
        ("charfirstmessage", &data.first_mes),
        ("charversion", &data.character_version),
        ("chardepthprompt", depth_prompt(stage).0),
        ("charcreatornotes", &data.creator_notes),
    ];
    macros.texts.extend(texts.map(|(name, text)| (name, text.to_owned())));
    macros
}

/// The note that a card wants among the messages: text, depth, role.
pub(super) fn depth_prompt<'s>(stage: &'s Stage<'_>) -> (&'s str, f64, usize) {
    let said = stage.card.data.extensions.get("depth_prompt");
    let get = |key: &str| said.and_then(|said| said.get(key));
    let text = get("prompt").and_then(serde_json::Value::as_str).unwrap_or_default();
    let depth = js::given(get("depth")).map_or(DEPTH, |depth| js::number(Some(depth)));
    let role = get("role").and_then(|role| {
        let number = |role: &f64| [0.0, 1.0, 2.0].contains(role);
        let named = super::ROLES.iter().position(|known| Some(*known) == role.as_str());
        named.or(role.as_f64().filter(number).map(|role| role as usize))
    });
    (text, depth, role.unwrap_or_default())
}
