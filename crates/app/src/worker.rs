//! What goes on beside requests: evaluations and publications that are due, events to be told, rows
//! whose retention has ended.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::StoreError;
use store::Tx;
use store::queries::{publications, server};
use store::rows::OutboxEvent;

use crate::App;

/// How often work is looked for when nobody says that there is any.
const POLL: Duration = Duration::from_secs(2);

/// Retention is counted in days: an hour more or less is nothing.
const PURGE_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// Events told in one go.
const EVENTS: i64 = 50;

/// Works until it is dropped.
#[derive(Debug)]
pub struct Worker {
    app: App,
    purged_at: Timestamp,
}

/// What subscribers are told: that something happened, and where to read it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// Rises with time; may come twice, and then with the same id.
    pub id: i64,
    /// `character.publish`, `character.suspend`, …
    pub topic: String,
    pub character_id: domain::CharacterId,
    pub publication_id: Option<domain::PublicationId>,
    pub created_at: Timestamp,
}

impl Worker {
    pub fn new(app: App) -> Self {
        Worker { app, purged_at: Timestamp::MIN }
    }

    /// Works for ever; a failure is logged, and what it concerned is tried again.
    pub async fn run(mut self) {
        loop {
            match self.turn().await {
                Ok(0) => self.rest().await,
                Ok(done) => tracing::debug!(done, "work done"),
                Err(error) => {
                    tracing::warn!(%error, "work waits for the database");
                    self.rest().await;
                }
            }
        }
    }

    async fn turn(&mut self) -> Result<usize, StoreError> {
        let evaluated = self.app.run_due_jobs().await?;
        let published = self.app.publish_due().await?;
        let told = self.app.announce_events().await?;
        let signed = self.app.sign_published().await?;
        let now = self.app.now();
        if now.duration_since(self.purged_at) >= PURGE_EVERY {
            self.app.purge_outcomes().await?;
            self.app.purge_challenges().await?;
            self.app.mark_published().await?;
            self.purged_at = now;
        }
        Ok(evaluated + published + told + signed)
    }

    async fn rest(&self) {
        let woken = self.app.inner.work.notified();
        let _ = tokio::time::timeout(POLL, woken).await;
    }
}

impl App {
    /// Tells subscribers of what happened, in order and at least once; answers how many events
    /// were told. Stops at the first that can't be told, so that none is skipped.
    pub async fn announce_events(&self) -> Result<usize, StoreError> {
        let events = publications::undelivered_events(self.reader(), EVENTS).await?;
        let mut told = Vec::new();
        for event in &events {
            if let Err(why) = self.inner.subscribers.tell(&announcement(event)).await {
                tracing::warn!(
                    event = event.id.0,
                    why,
                    "subscribers can't be told; trying again later"
                );
                break;
            }
            told.push(event.id);
        }
        if told.is_empty() {
            return Ok(0);
        }
        let now = self.now();
        let done = self.writer().tx("mark delivered", async |tx: &Tx| {
            publications::mark_delivered(tx, now, &told).await
        });
        done.await?;
        Ok(told.len())
    }

    /// Deletes conversation outcomes whose retention has ended.
    pub async fn purge_outcomes(&self) -> Result<u64, StoreError> {
        let now = self.now();
        let purge = async |tx: &Tx| server::purge_outcomes(tx, now).await;
        self.writer().tx("purge outcomes", purge).await
    }
}

fn announcement(event: &OutboxEvent) -> Announcement {
    Announcement {
        id: event.id.0,
        topic: event.topic.clone(),
        character_id: event.character_id,
        publication_id: event.publication_id,
        created_at: event.created_at,
    }
}
