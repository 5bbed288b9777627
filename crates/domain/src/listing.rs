//! What the market shows of a character, and what it is found by.

use crate::revision::SealedContent;
use crate::{AccountId, AppId, ModelPackId, TagId, VoiceId};

/// Three lines of a card on a phone.
pub const BLURB_CHARS_MAX: usize = 280;

/// The market's own copy of a published character, as far as it follows from the revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The first lines of the creator's notes, else of the persona.
    pub blurb: String,
    /// Tag ids in the creator's order.
    pub tags: Vec<TagId>,
    /// What filters ask for, sorted: `app:…`, `creator:…`, `pack:…`, `tag:…`, `voice:…`.
    pub facets: Vec<String>,
    /// Name, blurb and tags in lower case.
    pub search_text: String,
}

/// A facet of the market: a filter is one of these, and facets are made of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet<'a> {
    /// Made for an app.
    App(&'a AppId),
    /// By a creator.
    Creator(AccountId),
    /// Written for a model pack.
    Pack(&'a ModelPackId),
    /// With a tag.
    Tag(&'a TagId),
    /// With a voice.
    Voice(&'a VoiceId),
}

impl std::fmt::Display for Facet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::App(id) => write!(f, "app:{id}"),
            Self::Creator(id) => write!(f, "creator:{id}"),
            Self::Pack(id) => write!(f, "pack:{id}"),
            Self::Tag(id) => write!(f, "tag:{id}"),
            Self::Voice(id) => write!(f, "voice:{id}"),
        }
    }
}

/// The listing of a revision. `creator` is the account that owns the character.
pub fn listing(content: &SealedContent, creator: AccountId) -> Listing {
    let draft = &content.draft;
    let blurb = blurb(&draft.creator_notes).or_else(|| blurb(&draft.persona_prompt));
    let blurb = blurb.unwrap_or_default();
    let tags: Vec<&str> = draft.tags.iter().map(|tag| tag.0.as_str()).collect();
    let search_text = format!("{}\n{blurb}\n{}", draft.name, tags.join(" ")).to_lowercase();
    Listing { facets: facets(content, creator), tags: draft.tags.clone(), search_text, blurb }
}

fn facets(content: &SealedContent, creator: AccountId) -> Vec<String> {
    let draft = &content.draft;
    let mut facets = vec![Facet::Creator(creator).to_string()];
    facets.extend(draft.vertical_app.iter().map(|id| Facet::App(id).to_string()));
    facets.extend(draft.model_packs.iter().map(|it| Facet::Pack(&it.model_pack_id).to_string()));
    facets.extend(draft.tags.iter().map(|id| Facet::Tag(id).to_string()));
    facets.extend(draft.voice_id.iter().map(|id| Facet::Voice(id).to_string()));
    facets.sort();
    facets
}

/// The text on one line, cut at a word; nothing if it has no words.
fn blurb(text: &str) -> Option<String> {
    let mut blurb = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let more = word.chars().count() + 1;
        if length + more > BLURB_CHARS_MAX {
            blurb.push('…');
            break;
        }
        if length > 0 {
            blurb.push(' ');
        }
        blurb.push_str(word);
        length += more;
    }
    (!blurb.is_empty()).then_some(blurb)
}
