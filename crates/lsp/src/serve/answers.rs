//! Requests to functions, and values back.

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, Formatting, GotoDefinition, HoverRequest,
    PrepareRenameRequest, References, Rename, Request as Asked,
};
use lsp_types::{
    CodeActionOrCommand, CompletionResponse, DocumentSymbolResponse, GotoDefinitionResponse, Hover,
    HoverContents, MarkupContent, MarkupKind, Position, PrepareRenameResponse, TextEdit, Uri,
};

use crate::documents::Documents;
use crate::project::{Place, Project};
use crate::{actions, uri};

pub(super) fn answer(documents: &mut Documents<'_>, request: Request) -> Response {
    match request.method.as_str() {
        HoverRequest::METHOD => on::<HoverRequest>(request, |it| {
            let at = it.text_document_position_params;
            let (project, place) = at_place(documents, &at.text_document.uri, at.position);
            Ok(crate::hover(project, place).map(|value| Hover {
                contents: HoverContents::Markup(MarkupContent {
                    kind: MarkupKind::Markdown,
                    value,
                }),
                range: project.occurrence_at(place).map(|it| project.range(&it.span)),
            }))
        }),
        GotoDefinition::METHOD => on::<GotoDefinition>(request, |it| {
            let at = it.text_document_position_params;
            let (project, place) = at_place(documents, &at.text_document.uri, at.position);
            let found = crate::definition(project, place);
            Ok(found.and_then(|it| project.location(&it)).map(GotoDefinitionResponse::Scalar))
        }),
        References::METHOD => on::<References>(request, |it| {
            let at = it.text_document_position;
            let (project, place) = at_place(documents, &at.text_document.uri, at.position);
            let all = crate::references(project, place, it.context.include_declaration);
            Ok(Some(all.iter().filter_map(|it| project.location(it)).collect()))
        }),
        DocumentSymbolRequest::METHOD => on::<DocumentSymbolRequest>(request, |it| {
            let (project, file) = of_file(documents, &it.text_document.uri);
            Ok(Some(DocumentSymbolResponse::Nested(crate::outline(project, file))))
        }),
        Formatting::METHOD => on::<Formatting>(request, |it| {
            let (project, file) = of_file(documents, &it.text_document.uri);
            Ok(Some(formatted(project, file)))
        }),
        Completion::METHOD => on::<Completion>(request, |it| {
            let at = it.text_document_position;
            let (project, place) = at_place(documents, &at.text_document.uri, at.position);
            Ok(Some(CompletionResponse::Array(crate::complete(project, place))))
        }),
        CodeActionRequest::METHOD => on::<CodeActionRequest>(request, |it| {
            let (project, file) = of_file(documents, &it.text_document.uri);
            let from = place(project, file, it.range.start).offset;
            let to = place(project, file, it.range.end).offset;
            let fixes = crate::fixes(project, file, from..to);
            Ok(Some(fixes.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
        }),
        PrepareRenameRequest::METHOD => on::<PrepareRenameRequest>(request, |it| {
            let (project, place) = at_place(documents, &it.text_document.uri, it.position);
            let span = crate::renameable(project, place);
            Ok(span.map(|span| PrepareRenameResponse::Range(project.range(&span))))
        }),
        Rename::METHOD => on::<Rename>(request, |it| {
            let at = it.text_document_position;
            let (project, place) = at_place(documents, &at.text_document.uri, at.position);
            let edits = crate::rename(project, place, &it.new_name).map_err(|it| it.to_string())?;
            Ok(Some(actions::edits(project, &edits)))
        }),
        other => {
            let text = format!("the language server does not answer `{other}`");
            Response::new_err(request.id, ErrorCode::MethodNotFound as i32, text)
        }
    }
}

/// Parses what is asked, and wraps what is answered. A refusal is a sentence for the user.
fn on<R: Asked>(
    request: Request,
    work: impl FnOnce(R::Params) -> Result<R::Result, String>,
) -> Response {
    let id = request.id;
    match serde_json::from_value(request.params) {
        Ok(params) => match work(params) {
            Ok(result) => Response::new_ok(id, result),
            Err(text) => Response::new_err(id, ErrorCode::RequestFailed as i32, text),
        },
        Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
    }
}

fn of_file<'d>(documents: &'d mut Documents<'_>, uri: &Uri) -> (&'d Project, usize) {
    let path = uri::to_path(uri);
    let project = documents.project(&path);
    let file = project.file(&path).unwrap_or_default();
    (project, file)
}

fn at_place<'d>(
    documents: &'d mut Documents<'_>,
    uri: &Uri,
    position: Position,
) -> (&'d Project, Place) {
    let (project, file) = of_file(documents, uri);
    (project, place(project, file, position))
}

fn place(project: &Project, file: usize, position: Position) -> Place {
    let offset = project.lines(file).map_or(0, |it| it.offset(project.text(file), position));
    Place { file, offset }
}

/// As `repertoire contract format` lays it out, as one edit of the stretch that changes.
fn formatted(project: &Project, file: usize) -> Vec<TextEdit> {
    let before = project.text(file);
    let mut text = before.to_owned();
    let edits = psl::complete(&project.files);
    for edit in edits.iter().rev().filter(|edit| edit.span.file.0 as usize == file) {
        let range = edit.span.range.start as usize..edit.span.range.end as usize;
        text.replace_range(range, &edit.text);
    }
    let after = psl::format(&text);
    if after == before {
        return Vec::new();
    }
    let (start, end) = changed(before, &after);
    let Some(lines) = project.lines(file) else { return Vec::new() };
    let range = lines.range(before, start..before.len() - end);
    vec![TextEdit::new(range, after[start..after.len() - end].to_owned())]
}

/// How much of two texts is the same at their start and, behind that, at their end.
fn changed(before: &str, after: &str) -> (usize, usize) {
    let same = before.char_indices().zip(after.chars()).find(|((_, a), b)| a != b);
    let start = same.map_or(before.len().min(after.len()), |((at, _), _)| at);
    let ends = before[start..].chars().rev().zip(after[start..].chars().rev());
    let end = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    (start, end)
}
