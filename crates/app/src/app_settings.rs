//! What there is of an installation's apps, packs, voices, tags and terms, and what is new of them: as
//! those see it who keep them.

use domain::{AppId, ModelPackId, RoyaltyTermsId, TagId, VoiceId};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use store::inserts::{NewApp, NewModelPack, NewModelPackVersion, NewTag, NewVoice};
use store::queries::{reference, revenue};
use store::{StoreError, Tx};

use crate::page::{contains, page_size};
use crate::reference::{AppRequest, GateView, ReferenceError, TagRequest, TagView, VoiceRequest};
use crate::reference::{check_name, refused};
use crate::{App, ReleaseView};

/// An app with what it ships and asks for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppFile {
    pub id: AppId,
    pub name: String,
    pub required_approvals: i32,
    pub created_at: Timestamp,
    pub packs: Vec<ShippedRelease>,
    pub gates: Vec<GateView>,
}

/// The release of a model pack that an app ships.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShippedRelease {
    pub model_pack_id: ModelPackId,
    pub name: String,
    pub version: i32,
    pub label: String,
    pub since: Timestamp,
}

/// The provider's share, from a moment on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TermsView {
    pub id: RoyaltyTermsId,
    /// Parts per million.
    pub platform_fee_ppm: i32,
    pub effective_from: Timestamp,
    pub effective_until: Option<Timestamp>,
    pub recorded_by: String,
    pub state: TermsState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TermsState {
    Past,
    InForce,
    Planned,
}

/// A model pack with its releases, the newest first.
#[derive(Clone, Debug)]
pub struct Pack {
    pub id: ModelPackId,
    pub name: String,
    pub releases: Vec<ReleaseView>,
}

/// Terms that are listed: at one change a month, more than eight years.
const TERMS_MAX: i64 = 100;

impl App {
    pub async fn app_file(&self, id: &AppId) -> Result<AppFile, ReferenceError> {
        let app = reference::app(self.reader(), id).await?;
        let app = app.ok_or(ReferenceError::NotFound("app"))?;
        let shipped = |row: reference::PacksOfAppRow| ShippedRelease {
            model_pack_id: row.model_pack_id,
            name: row.name,
            version: row.version,
            label: row.label,
            since: row.updated_at,
        };
        let packs = reference::packs_of_app(self.reader(), id).await?;
        Ok(AppFile {
            id: app.id,
            name: app.name,
            required_approvals: app.required_approvals,
            created_at: app.created_at,
            packs: packs.into_iter().map(shipped).collect(),
            gates: self.gates(id).await?,
        })
    }

    /// A new app; one that is there is left alone.
    pub async fn make_app(&self, id: &AppId, request: &AppRequest) -> Result<(), ReferenceError> {
        check_name("name", &request.name)?;
        let now = self.now();
        let done = self.writer().tx("make app", async |tx: &Tx| {
            let row = NewApp {
                id,
                name: &request.name,
                required_approvals: Some(request.required_approvals),
                created_at: Some(now),
                retired_at: None,
            };
            row.insert(tx).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// A new voice; one that is there is left alone.
    pub async fn make_voice(
        &self,
        id: &VoiceId,
        request: &VoiceRequest,
    ) -> Result<(), ReferenceError> {
        check_name("name", &request.name)?;
        check_name("language", &request.language)?;
        let now = self.now();
        let done = self.writer().tx("make voice", async |tx: &Tx| {
            let row = NewVoice {
                id,
                name: &request.name,
                language: &request.language,
                created_at: Some(now),
                retired_at: None,
            };
            row.insert(tx).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// A new model pack with its first release; one that is there is left alone.
    pub async fn make_model_pack(
        &self,
        id: &ModelPackId,
        name: &str,
        label: &str,
    ) -> Result<(), ReferenceError> {
        check_name("name", name)?;
        check_name("label", label)?;
        let now = self.now();
        let done = self.writer().tx("make model pack", async |tx: &Tx| {
            NewModelPack { id, name, created_at: Some(now) }.insert(tx).await?;
            release(tx, id, 1, label, now).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// The release of a model pack behind its newest one; its version.
    pub async fn release_next(&self, id: &ModelPackId, label: &str) -> Result<i32, ReferenceError> {
        check_name("label", label)?;
        let now = self.now();
        let done = self.writer().tx("release next", async |tx: &Tx| {
            let newest = reference::newest_release(tx, id).await?;
            let version = newest.ok_or(ReferenceError::NotFound("model pack"))?.version + 1;
            release(tx, id, version, label, now).await?;
            Ok::<_, ReferenceError>(version)
        });
        done.await.map_err(refused)
    }

    /// A tag that nobody proposed; one that is there is left alone.
    pub async fn make_tag(&self, id: &TagId, request: &TagRequest) -> Result<(), ReferenceError> {
        check_name("label", &request.label)?;
        let now = self.now();
        let done = self.writer().tx("make tag", async |tx: &Tx| {
            let row = NewTag {
                id,
                label: &request.label,
                parent_id: request.parent_id.as_ref(),
                status: Some(request.status),
                created_at: Some(now),
            };
            row.insert(tx).await?;
            Ok::<_, ReferenceError>(())
        });
        done.await.map_err(refused)
    }

    /// Every model pack with its releases.
    pub async fn packs(&self) -> Result<Vec<Pack>, ReferenceError> {
        let mut packs: Vec<Pack> = Vec::new();
        for release in self.model_packs().await? {
            match packs.last_mut().filter(|pack| pack.id == release.model_pack_id) {
                Some(pack) => pack.releases.insert(0, release),
                None => packs.push(Pack {
                    id: release.model_pack_id.clone(),
                    name: release.model_pack_name.clone(),
                    releases: vec![release],
                }),
            }
        }
        Ok(packs)
    }

    /// The terms that are, were and will be in force, the newest first.
    pub async fn terms(&self) -> Result<Vec<TermsView>, ReferenceError> {
        let now = self.now();
        let rows = revenue::terms_history(self.reader(), TERMS_MAX).await?;
        Ok(rows.into_iter().map(|row| TermsView::of(row, now)).collect())
    }

    /// A page of the taxonomy by id, and behind which tag the next one starts.
    pub async fn tags_page(
        &self,
        text: Option<&str>,
        status: Option<domain::TagStatus>,
        after: Option<TagId>,
    ) -> Result<(Vec<TagView>, Option<TagId>), ReferenceError> {
        let size = page_size(Some(50));
        let pattern = contains(text.unwrap_or_default());
        let after = after.unwrap_or_else(|| TagId(String::new()));
        let status = status.map_or("", domain::TagStatus::as_str);
        let rows = reference::tags_page(self.reader(), &after, &pattern, status, size).await?;
        let full = rows.len() as i64 == size;
        let next = rows.last().filter(|_| full).map(|row| row.id.clone());
        Ok((rows.into_iter().map(TagView::from).collect(), next))
    }

    pub async fn tag(&self, id: &TagId) -> Result<TagView, ReferenceError> {
        let row = reference::tag(self.reader(), id).await?;
        row.map(TagView::from).ok_or(ReferenceError::NotFound("tag"))
    }
}

async fn release(
    tx: &Tx,
    model_pack_id: &ModelPackId,
    version: i32,
    label: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    NewModelPackVersion { model_pack_id, version, label, released_at: Some(now) }.insert(tx).await
}

impl TermsView {
    fn of(row: revenue::TermsHistoryRow, now: Timestamp) -> Self {
        let is_over = row.effective_until.is_some_and(|until| until <= now);
        let state = match row.effective_from > now {
            true => TermsState::Planned,
            false if is_over => TermsState::Past,
            false => TermsState::InForce,
        };
        TermsView {
            id: row.id,
            platform_fee_ppm: row.platform_fee_ppm,
            effective_from: row.effective_from,
            effective_until: row.effective_until,
            recorded_by: row.recorded_by,
            state,
        }
    }
}
