//! The protocol: one message after the other.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Notification as _, PublishDiagnostics,
};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, Diagnostic, HoverProviderCapability,
    OneOf, PublishDiagnosticsParams, RenameOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind,
};
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::documents::{Documents, Load};
use crate::uri;

mod answers;

#[derive(Debug, Error)]
pub enum ServeError {
    #[error("the editor and the language server do not understand each other: {0}")]
    Protocol(#[from] lsp_server::ProtocolError),
    #[error("the editor is gone: {0}")]
    Gone(String),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Answers until the editor says that it is done. `load` reads the schema files of a folder.
///
/// # Errors
/// [`ServeError`]: the editor went away, or speaks something else.
pub fn serve(connection: &Connection, load: Load<'_>) -> Result<(), ServeError> {
    connection.initialize(serde_json::to_value(capabilities())?)?;
    let mut server = Server { connection, documents: Documents::new(load), shown: BTreeMap::new() };
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection.handle_shutdown(&request)? {
                    return Ok(());
                }
                server.request(request)?;
            }
            Message::Notification(notification) => server.notification(notification)?,
            Message::Response(_) => {}
        }
    }
    Ok(())
}

/// [`serve`], over stdin and stdout.
///
/// # Errors
/// [`ServeError`], as above.
pub fn serve_stdio(load: Load<'_>) -> Result<(), ServeError> {
    let (connection, threads) = Connection::stdio();
    let served = serve(&connection, load);
    drop(connection);
    served?;
    threads.join().map_err(|error| ServeError::Gone(error.to_string()))
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(
            TextDocumentSyncKind::INCREMENTAL,
        )),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(
                ["@", "(", "[", ":", "\"", ".", " "].map(str::to_owned).into(),
            ),
            ..CompletionOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

struct Server<'s> {
    connection: &'s Connection,
    documents: Documents<'s>,
    /// What the editor shows of each file, so that only what changes is sent.
    shown: BTreeMap<String, Vec<Diagnostic>>,
}

impl Server<'_> {
    fn send(&self, message: impl Into<Message>) -> Result<(), ServeError> {
        let sent = self.connection.sender.send(message.into());
        sent.map_err(|error| ServeError::Gone(error.to_string()))
    }

    /// A mistake of ours in one answer must not end the session.
    fn request(&mut self, request: Request) -> Result<(), ServeError> {
        let id = request.id.clone();
        let answered =
            catch_unwind(AssertUnwindSafe(|| answers::answer(&mut self.documents, request)));
        let response = answered.unwrap_or_else(|_| {
            self.documents.forget();
            let text = "the language server made a mistake; the question can be asked again";
            Response::new_err(id, ErrorCode::InternalError as i32, text.to_owned())
        });
        self.send(response)
    }

    fn notification(&mut self, it: Notification) -> Result<(), ServeError> {
        let path = match it.method.as_str() {
            DidOpenTextDocument::METHOD => parse::<DidOpenTextDocument>(it.params).map(|params| {
                let path = uri::to_path(&params.text_document.uri);
                self.documents.open(path.clone(), params.text_document.text);
                path
            }),
            DidChangeTextDocument::METHOD => parse::<DidChangeTextDocument>(it.params).map(|it| {
                let path = uri::to_path(&it.text_document.uri);
                self.documents.change(&path, it.content_changes);
                path
            }),
            DidCloseTextDocument::METHOD => parse::<DidCloseTextDocument>(it.params).map(|it| {
                let path = uri::to_path(&it.text_document.uri);
                self.documents.close(&path);
                self.shown.remove(&path);
                path
            }),
            DidSaveTextDocument::METHOD => parse::<DidSaveTextDocument>(it.params).map(|it| {
                self.documents.forget();
                uri::to_path(&it.text_document.uri)
            }),
            DidChangeWatchedFiles::METHOD => {
                self.documents.forget();
                None
            }
            _ => None,
        };
        path.map_or(Ok(()), |path| self.publish(&path))
    }

    fn publish(&mut self, path: &str) -> Result<(), ServeError> {
        let found = catch_unwind(AssertUnwindSafe(|| {
            let project = self.documents.project(path);
            let files = project.files.iter().enumerate();
            files
                .map(|(at, it)| (it.path.clone(), crate::findings(project, at)))
                .collect::<Vec<_>>()
        }));
        for (path, findings) in found.unwrap_or_default() {
            if self.shown.get(&path).map_or(findings.is_empty(), |it| *it == findings) {
                continue;
            }
            self.shown.insert(path.clone(), findings.clone());
            let Some(uri) = uri::from_path(&path) else { continue };
            let params = PublishDiagnosticsParams { uri, diagnostics: findings, version: None };
            self.send(Notification::new(PublishDiagnostics::METHOD.to_owned(), params))?;
        }
        Ok(())
    }
}

/// A notification that makes no sense is passed over: nobody waits for an answer.
fn parse<N: lsp_types::notification::Notification>(params: serde_json::Value) -> Option<N::Params>
where
    N::Params: DeserializeOwned,
{
    serde_json::from_value(params).ok()
}
