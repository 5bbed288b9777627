//! What stands beside a draft: who works on it, which apps carry it, what chains say of it.

use domain::royalty::{Shares, SharesRefusal};
use domain::{
    AccountId, AppId, AssetKind, AssetReferenceId, CharacterId, CharacterState, CollaboratorRole,
    RolloutState, Share, WalletId,
};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::inserts::NewCharacterCollaborator;
use store::queries::characters::{self, RecordAsset, SetRollout};
use store::queries::{accounts, drafts, publications};
use store::rows::Character;
use store::{StoreError, Tx};

use crate::error::via_store;
use crate::ports::new_id;
use crate::read_draft::ReadError;
use crate::{Actor, App};

/// An app is to carry the character, to a share of its users.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RolloutRequest {
    pub state: RolloutState,
    /// Per cent of the app's cohorts; 100 where it is not said.
    pub percentage: Option<i32>,
}

/// How an app carries a character.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RolloutView {
    pub app_id: AppId,
    pub state: RolloutState,
    /// Per cent of the app's cohorts.
    pub percentage: i32,
    pub updated_at: Timestamp,
}

/// One who works on the character, by handle, and their share.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CollaboratorRequest {
    pub handle: String,
    pub role: CollaboratorRole,
    /// Parts per million; the shares of all sum to 1,000,000.
    pub share_ppm: i32,
}

/// A mint or an escrow, as a chain reports it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssetRequest {
    pub kind: AssetKind,
    /// CAIP-2 chain id, as `eip155:1`.
    pub chain: String,
    pub contract_address: String,
    pub token_id: String,
    pub transaction_hash: String,
    /// A wallet of the creator's.
    pub wallet_id: Option<WalletId>,
}

/// A film has more, a character has not: each is looked up by name.
const COLLABORATORS_MAX: usize = 100;

#[derive(Debug, thiserror::Error)]
pub enum CharacterError {
    #[error("there is no such character, or it is not yours")]
    NotFound,
    #[error("there is no app {0}")]
    NoSuchApp(AppId),
    #[error("nobody has the handle {0}")]
    NoSuchHandle(String),
    #[error("{0} is not a wallet of yours")]
    NoSuchWallet(WalletId),
    #[error("nobody proved the wallet {0}; link it in the account by signing, then name it")]
    WalletNotProved(WalletId),
    /// Its gates were never asked about what is published now.
    #[error(
        "what is published now was not published for {0}; plan it there, publish, then go live"
    )]
    NotPublishedFor(AppId),
    #[error("at most {COLLABORATORS_MAX} work on a character, not {0}")]
    Collaborators(usize),
    #[error("a percentage is 0 to 100, not {0}")]
    Percentage(i32),
    #[error(transparent)]
    Shares(#[from] SharesRefusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

via_store!(CharacterError);

impl App {
    pub async fn set_rollout(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        app_id: &AppId,
        request: &RolloutRequest,
    ) -> Result<(), CharacterError> {
        let percentage = request.percentage.unwrap_or(100);
        if !(0..=100).contains(&percentage) {
            return Err(CharacterError::Percentage(percentage));
        }
        let now = self.now();
        let done = self.writer().tx("set rollout", async |tx: &Tx| {
            let character = own(tx, actor, character_id).await?;
            may_serve(tx, &character, app_id, request.state).await?;
            let given = SetRollout {
                character_id,
                app_id,
                rollout_state: request.state,
                percentage,
                now,
                updated_by_id: actor.id,
            };
            characters::set_rollout(tx, &given).await?;
            Ok(())
        });
        done.await.map_err(|error| match error {
            CharacterError::Store(StoreError::Dangling { .. }) => {
                CharacterError::NoSuchApp(app_id.clone())
            }
            other => other,
        })
    }

    /// The apps that carry, or are to carry, a character.
    pub async fn rollouts(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Vec<RolloutView>, ReadError> {
        self.inspectable(actor, character_id).await?;
        let rows = characters::character_apps(self.reader(), character_id).await?;
        let view = |row: store::rows::CharacterApp| RolloutView {
            app_id: row.app_id,
            state: row.state,
            percentage: row.percentage,
            updated_at: row.updated_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Who works on the character, in one go: the shares sum to the whole.
    pub async fn set_collaborators(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        requests: &[CollaboratorRequest],
    ) -> Result<(), CharacterError> {
        if requests.len() > COLLABORATORS_MAX {
            return Err(CharacterError::Collaborators(requests.len()));
        }
        self.writer()
            .tx("set collaborators", async |tx: &Tx| {
                own(tx, actor, character_id).await?;
                let shares = named_shares(tx, requests).await?;
                drafts::clear_collaborators(tx, character_id).await?;
                for share in Shares::new(shares)?.as_slice() {
                    let row = NewCharacterCollaborator {
                        character_id,
                        account_id: share.account_id,
                        role: share.role,
                        share_ppm: share.share_ppm,
                    };
                    row.insert(tx).await?;
                }
                Ok(())
            })
            .await
    }

    /// Who works on a character, and for which share; nobody where it was never said.
    pub async fn collaborators(
        &self,
        actor: &Actor,
        character_id: CharacterId,
    ) -> Result<Vec<CollaboratorRequest>, ReadError> {
        self.inspectable(actor, character_id).await?;
        let rows = drafts::collaborators(self.reader(), character_id).await?;
        let view = |row: drafts::CollaboratorsRow| CollaboratorRequest {
            handle: row.handle,
            role: row.role,
            share_ppm: row.share_ppm,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// Keeps a fact of a chain; the same fact twice is kept once.
    pub async fn record_asset(
        &self,
        actor: &Actor,
        character_id: CharacterId,
        request: &AssetRequest,
    ) -> Result<(), CharacterError> {
        let (id, now) = (AssetReferenceId(new_id()), self.now());
        self.writer()
            .tx("record asset", async |tx: &Tx| {
                own(tx, actor, character_id).await?;
                own_wallet(tx, actor, request.wallet_id).await?;
                let given = RecordAsset {
                    asset_reference_id: id,
                    character_id,
                    asset_kind: request.kind,
                    chain: &request.chain,
                    contract_address: &request.contract_address,
                    token_id: &request.token_id,
                    transaction_hash: &request.transaction_hash,
                    wallet_id: request.wallet_id,
                    recorded_by_id: actor.id,
                    now,
                };
                characters::record_asset(tx, &given).await?;
                Ok(())
            })
            .await
    }
}

/// Holds the character's row; refuses those who may not edit it.
async fn own(
    tx: &Tx,
    actor: &Actor,
    character_id: CharacterId,
) -> Result<Character, CharacterError> {
    let character = characters::lock_character(tx, character_id).await?;
    let mine = |creator: AccountId| actor.as_domain().may_edit(creator);
    character.filter(|row| mine(row.creator_id)).ok_or(CharacterError::NotFound)
}

/// An app serves only what was published for it, behind its own gates. The next publication asks
/// for those of every app that is planned, so only what is published now has to be looked at.
async fn may_serve(
    tx: &Tx,
    character: &Character,
    app_id: &AppId,
    state: RolloutState,
) -> Result<(), CharacterError> {
    let serves = matches!(state, RolloutState::Live | RolloutState::Paused);
    let (true, CharacterState::Published, Some(publication)) =
        (serves, character.state, character.current_publication_id)
    else {
        return Ok(());
    };
    let targets = publications::targets_of_publication(tx, publication).await?;
    if targets.iter().any(|target| target.app_id == *app_id) {
        return Ok(());
    }
    Err(CharacterError::NotPublishedFor(app_id.clone()))
}

async fn own_wallet(
    tx: &Tx,
    actor: &Actor,
    wallet_id: Option<WalletId>,
) -> Result<(), CharacterError> {
    let Some(wallet_id) = wallet_id else { return Ok(()) };
    let wallet = accounts::wallet_of_account(tx, wallet_id, actor.id).await?;
    match wallet.ok_or(CharacterError::NoSuchWallet(wallet_id))?.verified_at {
        Some(_) => Ok(()),
        None => Err(CharacterError::WalletNotProved(wallet_id)),
    }
}

async fn named_shares(
    tx: &Tx,
    requests: &[CollaboratorRequest],
) -> Result<Vec<Share>, CharacterError> {
    let mut shares = Vec::with_capacity(requests.len());
    for request in requests {
        let account = accounts::account_by_handle(tx, &request.handle).await?;
        let account =
            account.ok_or_else(|| CharacterError::NoSuchHandle(request.handle.clone()))?;
        let (role, share_ppm) = (request.role, request.share_ppm);
        shares.push(Share { account_id: account.id, role, share_ppm });
    }
    Ok(shares)
}
