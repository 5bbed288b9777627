//! A statement for a spreadsheet (RFC 4180).

use app::EarningLine;

pub(super) const HEAD: &str = "recorded,occurred,kind,character,character id,app,source,external id,event,currency,paid in minor units,earned in minor units\r\n";

/// A line of a statement. Earnings are positive, as on the page.
pub(super) fn push(out: &mut String, line: &EarningLine) {
    let cells = [
        line.recorded_at.to_string(),
        line.occurred_at.to_string(),
        line.kind.as_str().to_owned(),
        cell(&line.name),
        line.character_id.to_string(),
        cell(&line.app_id.0),
        cell(&line.source),
        cell(&line.external_id),
        line.revenue_event_id.to_string(),
        cell(&line.currency),
        line.paid_minor.to_string(),
        line.earned_minor.to_string(),
    ];
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// What people wrote, as text that a spreadsheet does not run: where it begins as a formula would, an
/// apostrophe stands before it.
fn cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let guarded = if runs { format!("'{text}") } else { text.to_owned() };
    match guarded.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn text_of_others_is_neither_a_formula_nor_a_new_cell() {
        assert_eq!(cell("Ines Calder"), "Ines Calder");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("-2"), "'-2");
        assert_eq!(cell("+2"), "'+2");
        assert_eq!(cell("\t=2"), "'\t=2");
        assert_eq!(cell("=HYPERLINK(\"a\",\"b\")"), "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
    }
}
