//! The frame that all pages of one character share.

use app::{Actor, App};
use domain::{BlobDigest, CharacterId, CharacterState};

use crate::reply::Answer;

/// A page of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Edit,
    Lorebook,
    Revisions,
    Publish,
}

/// Each with the end of its address, its name and the key that leads there.
const TABS: &[(Tab, &str, &str, &str)] = &[
    (Tab::Edit, "edit", "Edit", "1"),
    (Tab::Lorebook, "lorebook", "Lorebook", "2"),
    (Tab::Revisions, "revisions", "Revisions", "3"),
    (Tab::Publish, "publish", "Publish", "4"),
];

/// What `character.html` shows: a template that extends it has this as `head`, beside its `shell`.
#[derive(Clone, Debug)]
pub(crate) struct CharacterHead {
    pub(crate) id: CharacterId,
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) state: CharacterState,
    /// The draft's version.
    pub(crate) version: i32,
    pub(crate) portrait_digest: Option<BlobDigest>,
    /// Whether the visitor may change the draft, or only look.
    pub(crate) is_own: bool,
    pub(crate) tab: Tab,
}

pub(crate) struct TabLink {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) key: &'static str,
    pub(crate) is_current: bool,
}

impl CharacterHead {
    /// Of a character that the actor may see.
    pub(crate) async fn load(app: &App, actor: &Actor, id: CharacterId, tab: Tab) -> Answer<Self> {
        let head = app.character_head(actor, id).await?;
        Ok(CharacterHead {
            id: head.id,
            slug: head.slug,
            name: head.name,
            state: head.state,
            version: head.version,
            portrait_digest: head.portrait_digest,
            is_own: head.is_own,
            tab,
        })
    }

    pub(crate) fn tabs(&self) -> Vec<TabLink> {
        let link = |&(tab, end, label, key): &(Tab, &str, &'static str, &'static str)| TabLink {
            href: format!("/characters/{}/{end}", self.id),
            label,
            key,
            is_current: tab == self.tab,
        };
        TABS.iter().map(link).collect()
    }

    /// What the page is called, in the window's title.
    pub(crate) fn tab_name(&self) -> &'static str {
        TABS.iter().find(|(tab, ..)| *tab == self.tab).map_or("", |(_, _, label, _)| label)
    }
}
