//! The contract's toolchain as a test wants it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::contract_desk::{
    ContractView, DocumentsView, DriftView, FieldView, MigrationsView, ModelView, PlansView,
    SchemaView, StatementView,
};
use app::ports::{ContractDesk, Looked};

/// What a test set last; until then nothing can be looked at.
type Answer<T> = Mutex<Result<T, String>>;

/// A toolchain that answers what a test set last, over a contract of one model and one statement.
#[derive(Debug)]
pub struct FakeDesk {
    contract: ContractView,
    pub history: Answer<MigrationsView>,
    pub plans: Answer<PlansView>,
    pub drift: Answer<DriftView>,
    pub documents: Answer<DocumentsView>,
    looks: AtomicUsize,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
}

impl FakeDesk {
    /// How often it was asked for what takes a while.
    pub fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }

    /// How many of those looks were ever under way together.
    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }

    /// Yields, so that others who ask meanwhile would be let in if anybody were.
    fn look<T: Clone + Send + 'static>(&self, answer: &Answer<T>) -> Looked<'_, T> {
        let answer = said(answer);
        Box::pin(async {
            self.looks.fetch_add(1, Ordering::SeqCst);
            let at_once = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
            tokio::task::yield_now().await;
            self.under_way.fetch_sub(1, Ordering::SeqCst);
            answer.await
        })
    }
}

fn said<'a, T: Clone + Send + 'a>(answer: &Answer<T>) -> Looked<'a, T> {
    let answer = answer.lock().expect("no test panics here").clone();
    Box::pin(async { answer })
}

impl Default for FakeDesk {
    fn default() -> Self {
        FakeDesk {
            contract: contract(),
            history: unset(),
            plans: unset(),
            drift: unset(),
            documents: unset(),
            looks: AtomicUsize::new(0),
            under_way: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
        }
    }
}

fn unset<T>() -> Answer<T> {
    Mutex::new(Err("no test said what there is to see".to_owned()))
}

fn contract() -> ContractView {
    let field = FieldView { name: "id".into(), ty: "String".into(), ..FieldView::default() };
    ContractView {
        hash: store::CONTRACT_HASH.to_owned(),
        schemas: vec![SchemaView {
            name: "shop".into(),
            models: vec!["Book".into()],
            ..SchemaView::default()
        }],
        models: vec![ModelView {
            name: "Book".into(),
            schema: "shop".into(),
            table: "shop.books".into(),
            fields: vec![field],
            read_by: vec!["all_books".into()],
            ..ModelView::default()
        }],
        statements: vec![StatementView {
            name: "all_books".into(),
            file: "books.sql".into(),
            is_hot: true,
            sql: "SELECT b.id FROM shop.books b".into(),
            reads: vec!["Book".into()],
            ..StatementView::default()
        }],
        ..ContractView::default()
    }
}

impl ContractDesk for FakeDesk {
    fn contract(&self) -> &ContractView {
        &self.contract
    }

    fn history(&self) -> Looked<'_, MigrationsView> {
        said(&self.history)
    }

    fn plans(&self) -> Looked<'_, PlansView> {
        self.look(&self.plans)
    }

    fn drift(&self) -> Looked<'_, DriftView> {
        self.look(&self.drift)
    }

    fn documents(&self) -> Looked<'_, DocumentsView> {
        self.look(&self.documents)
    }
}
