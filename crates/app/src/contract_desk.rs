//! The contract that the program carries, and how the database stands with it: what an administrator
//! looks at. The toolchain that knows both is a port ([`crate::ports::ContractDesk`]).
//!
//! What takes a while is measured when somebody asks, once at a time, and the last answer is kept in
//! the memory of this server.

mod views;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::Mutex as Turn;

pub use views::{
    CallsView, ContractView, DifferenceView, DocumentFieldView, DocumentKeyView, DocumentPlaceView,
    DocumentsView, DrawingView, DrawnBoxView, DrawnLineView, DrawnRowView, DriftView, EnumView,
    FieldView, IndexUseView, IndexView, MigrationStanding, MigrationView, MigrationsView,
    ModelView, PlanStepView, PlanVerdict, PlansView, RelationView, ScanView, SchemaView,
    StatementPlanView, StatementView, TwinView,
};

use crate::App;
use crate::ports::Clock;

/// What was found, and when.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Measured<T> {
    /// When the look began.
    pub measured_at: Timestamp,
    pub took_ms: i64,
    /// What was found; none where it could not be looked at.
    pub found: Option<T>,
    /// Why it could not be looked at.
    pub problem: Option<String>,
}

/// The last answer to one question.
#[derive(Debug)]
pub(crate) struct Kept<T> {
    last: Mutex<Option<Arc<Measured<T>>>>,
    /// One looks at a time; whoever waited takes what was begun meanwhile.
    turn: Turn<()>,
}

/// The last answers to all questions that take a while.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    plans: Arc<Kept<PlansView>>,
    drift: Arc<Kept<DriftView>>,
    documents: Arc<Kept<DocumentsView>>,
}

impl App {
    /// The contract that the program carries. Asks no database.
    pub fn contract(&self) -> &ContractView {
        self.inner.contract.contract()
    }

    /// Where the database's history stands, as of now.
    pub async fn contract_history(&self) -> Measured<MigrationsView> {
        let began = self.now();
        let found = self.inner.contract.history().await;
        Measured::of(began, self.now(), found)
    }

    /// The plans of all statements, as they were last measured.
    pub fn measured_plans(&self) -> Option<Arc<Measured<PlansView>>> {
        self.inner.shelf.plans.last()
    }

    /// Asks the planner about every statement; runs none.
    pub async fn measure_plans(&self) -> Arc<Measured<PlansView>> {
        let desk = self.inner.contract.clone();
        self.measure(&self.inner.shelf.plans, async move { desk.plans().await }).await
    }

    /// The difference between database and contract, as it was last measured.
    pub fn measured_drift(&self) -> Option<Arc<Measured<DriftView>>> {
        self.inner.shelf.drift.last()
    }

    /// Compares the database with the contract.
    pub async fn measure_drift(&self) -> Arc<Measured<DriftView>> {
        let desk = self.inner.contract.clone();
        self.measure(&self.inner.shelf.drift, async move { desk.drift().await }).await
    }

    /// What stands in JSON columns, as it was last measured.
    pub fn measured_documents(&self) -> Option<Arc<Measured<DocumentsView>>> {
        self.inner.shelf.documents.last()
    }

    /// Looks at a sample of each JSON column.
    pub async fn measure_documents(&self) -> Arc<Measured<DocumentsView>> {
        let desk = self.inner.contract.clone();
        self.measure(&self.inner.shelf.documents, async move { desk.documents().await }).await
    }

    /// Goes on to its end, whoever goes away meanwhile: a look may have something to put away.
    async fn measure<T: Send + Sync + 'static>(
        &self,
        kept: &Arc<Kept<T>>,
        look: impl Future<Output = Result<T, String>> + Send + 'static,
    ) -> Arc<Measured<T>> {
        let (clock, began) = (self.inner.clock.clone(), self.now());
        let looking = tokio::spawn(kept.clone().looked(clock, began, look));
        looking.await.unwrap_or_else(|error| {
            let problem = format!("the look broke off: {error}");
            Arc::new(Measured::of(began, self.now(), Err(problem)))
        })
    }
}

impl<T> Kept<T> {
    fn last(&self) -> Option<Arc<Measured<T>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn looked(
        self: Arc<Self>,
        clock: Arc<dyn Clock>,
        asked: Timestamp,
        look: impl Future<Output = Result<T, String>>,
    ) -> Arc<Measured<T>> {
        let _turn = self.turn.lock().await;
        if let Some(last) = self.last().filter(|last| last.measured_at > asked) {
            return last;
        }
        let began = clock.now();
        let outcome = look.await;
        let measured = Arc::new(Measured::of(began, clock.now(), outcome));
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(measured.clone());
        measured
    }
}

impl<T> Measured<T> {
    fn of(measured_at: Timestamp, until: Timestamp, outcome: Result<T, String>) -> Self {
        let took_ms = until.as_millisecond() - measured_at.as_millisecond();
        let (found, problem) = match outcome {
            Ok(found) => (Some(found), None),
            Err(problem) => (None, Some(problem)),
        };
        Measured { measured_at, took_ms, found, problem }
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Kept { last: Mutex::default(), turn: Turn::default() }
    }
}
