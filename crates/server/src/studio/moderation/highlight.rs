//! Texts cut at what was found in them.

use std::collections::BTreeSet;

use domain::CharacterRevisionId;
use domain::gate::{EvaluationDetail, Severity};

use app::{Review, ReviewText};

/// A finding, with who found it.
pub(super) struct Found {
    /// Counted from 1, as the page counts them.
    pub(super) number: usize,
    pub(super) evaluator: String,
    pub(super) code: String,
    pub(super) severity: Severity,
    pub(super) path: String,
    pub(super) message: String,
    /// Where something like it was published before: the slug, where everybody may see it.
    pub(super) earlier: Option<String>,
    /// The revision that was published before, where the whole of both is meant.
    pub(super) original: Option<CharacterRevisionId>,
    /// It stands in a text of the page.
    pub(super) is_placed: bool,
    span: Option<(usize, usize)>,
}

/// A text of the revision, in pieces.
pub(super) struct Passage {
    pub(super) path: String,
    pub(super) for_model: bool,
    pub(super) pieces: Vec<Piece>,
    /// The findings about the whole of it.
    pub(super) whole: Vec<usize>,
}

pub(super) struct Piece {
    pub(super) text: String,
    /// The worst of the findings here; none where nothing was found.
    pub(super) severity: Option<Severity>,
    /// The findings that begin here.
    pub(super) begins: Vec<usize>,
    /// What they say.
    pub(super) told: String,
}

/// How severe, as a class and a word.
pub(super) fn grade(severity: &Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Everything that was found, and the texts with it: in the order of the texts, then whatever has no
/// place in one.
pub(super) fn highlighted(review: &Review) -> (Vec<Found>, Vec<Passage>) {
    let mut found = findings(review);
    let place = |found: &Found| review.texts.iter().position(|text| text.path == found.path);
    found.sort_by_key(|it| (place(it).unwrap_or(usize::MAX), it.span, it.severity));
    for (index, it) in found.iter_mut().enumerate() {
        it.number = index + 1;
        it.is_placed = place(it).is_some();
    }
    let passages = review.texts.iter().map(|text| passage(text, &found)).collect();
    (found, passages)
}

fn findings(review: &Review) -> Vec<Found> {
    let mut found = Vec::new();
    for evaluation in &review.evaluations.evaluations {
        // A document of the contract; one that is none has nothing to show.
        let detail = serde_json::from_value::<EvaluationDetail>(evaluation.detail.clone());
        for it in detail.map(|detail| detail.findings).unwrap_or_default() {
            let at = |place: Option<u32>| place.and_then(|place| usize::try_from(place).ok());
            found.push(Found {
                number: 0,
                evaluator: evaluation.evaluator.to_string(),
                code: it.code,
                severity: it.severity,
                original: it
                    .earlier
                    .as_ref()
                    .filter(|_| it.path.is_empty())
                    .map(|it| it.revision_id),
                path: it.path,
                message: it.message,
                earlier: it.earlier.and_then(|earlier| earlier.character),
                is_placed: false,
                span: at(it.start).zip(at(it.end)),
            });
        }
    }
    found
}

fn passage(text: &ReviewText, found: &[Found]) -> Passage {
    let here: Vec<&Found> = found.iter().filter(|it| it.path == text.path).collect();
    let whole = here.iter().filter(|it| it.span.is_none()).map(|it| it.number).collect();
    let pieces = pieces(&text.text, &here);
    Passage { path: text.path.clone(), for_model: text.for_model, pieces, whole }
}

/// Cuts where findings begin and end. Their places count characters, and may lie over each other.
fn pieces(text: &str, found: &[&Found]) -> Vec<Piece> {
    let mut bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    bytes.push(text.len());
    let end = bytes.len() - 1;
    let spans: Vec<(usize, usize, &Found)> = found
        .iter()
        .filter_map(|it| it.span.map(|(from, to)| (from.min(end), to.min(end), *it)))
        .filter(|(from, to, _)| from < to)
        .collect();
    let mut cuts: BTreeSet<usize> = spans.iter().flat_map(|(from, to, _)| [*from, *to]).collect();
    cuts.extend([0, end]);
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let piece = |from: usize, to: usize| {
        let over = spans.iter().filter(|(first, last, _)| *first <= from && to <= *last);
        let over: Vec<&Found> = over.map(|(_, _, it)| *it).collect();
        let begins = spans.iter().filter(|(first, _, _)| *first == from);
        Piece {
            text: text[bytes[from]..bytes[to]].to_owned(),
            severity: over.iter().map(|it| it.severity).max(),
            begins: begins.map(|(_, _, it)| it.number).collect(),
            told: over.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join(" · "),
        }
    };
    cuts.windows(2).map(|pair| piece(pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use domain::gate::Severity;

    use super::{Found, pieces};

    fn found(number: usize, severity: Severity, span: (usize, usize)) -> Found {
        Found {
            number,
            evaluator: "banned-terms".to_owned(),
            code: "term".to_owned(),
            severity,
            path: "greeting".to_owned(),
            message: format!("finding {number}"),
            earlier: None,
            original: None,
            is_placed: true,
            span: Some(span),
        }
    }

    /// `text[severity:numbers]` of each piece.
    fn told(text: &str, found: &[Found]) -> String {
        let found: Vec<&Found> = found.iter().collect();
        let told = pieces(text, &found).into_iter().map(|piece| match piece.severity {
            None => piece.text,
            Some(severity) => {
                format!("[{}|{}{:?}]", piece.text, super::grade(&severity), piece.begins)
            }
        });
        told.collect()
    }

    #[test]
    fn findings_are_marked_where_they_stand_in_characters() {
        assert_eq!(told("plain", &[]), "plain");
        let one = [found(1, Severity::Warning, (2, 5))];
        assert_eq!(told("أهلا بكم", &one), "أه[لا |warning[1]]بكم");
    }

    #[test]
    fn findings_over_each_other_keep_every_character_once() {
        let two = [found(1, Severity::Warning, (0, 6)), found(2, Severity::Error, (4, 9))];
        assert_eq!(told("abcdefghij", &two), "[abcd|warning[1]][ef|error[2]][ghi|error[]]j");
    }

    #[test]
    fn places_beyond_the_text_break_nothing() {
        let beyond = [found(1, Severity::Info, (3, 900)), found(2, Severity::Info, (700, 900))];
        assert_eq!(told("abcd", &beyond), "abc[d|note[1]]");
        assert_eq!(told("", &beyond), "");
    }
}
