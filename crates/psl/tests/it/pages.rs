//! Every code's page is true: its bad example earns that code and no other, its good one none, and
//! each fix cures what it stands on.

use psl::code::Code;
use psl::{Analysis, Diagnostic, Fix, SourceFile, analyze};

const HEAD: &str = "datasource db {\n  provider = \"postgresql\"\n}\n\n";

/// The example, with PostgreSQL's datasource where it names none and is not about that.
fn whole(code: Code, example: &str) -> String {
    let has_its_own = example.contains("datasource") || example.starts_with('\u{feff}');
    let head = if has_its_own || code == Code::NeedsDatasource { "" } else { HEAD };
    format!("{head}{example}")
}

fn read(text: &str) -> Analysis {
    analyze(&[SourceFile { path: "schema.prisma".to_owned(), text: text.to_owned() }])
}

fn codes(analysis: &Analysis) -> Vec<&'static str> {
    let mut codes: Vec<_> = analysis.diagnostics.iter().map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.range.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(
            edit.span.range.start as usize..edit.span.range.end as usize,
            &edit.text,
        );
    }
    text
}

/// Runs all, then shows everything that is wrong.
fn all(problems: impl IntoIterator<Item = String>) {
    let problems: Vec<_> = problems.into_iter().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

#[test]
fn a_bad_example_earns_its_code_and_no_other() {
    all(Code::ALL.iter().filter_map(|code| {
        let found = codes(&read(&whole(*code, code.bad())));
        let right = !found.is_empty() && found.iter().all(|it| *it == code.as_str());
        (!right).then(|| format!("{code:?} earns {found:?}"))
    }));
}

#[test]
fn a_good_example_earns_none() {
    all(Code::ALL.iter().filter_map(|code| {
        let has_its_own = code.good().contains("datasource");
        let text =
            if has_its_own { code.good().to_owned() } else { format!("{HEAD}{}", code.good()) };
        let found = codes(&read(&text));
        (!found.is_empty()).then(|| format!("{code:?} earns {found:?}"))
    }));
}

#[test]
fn a_good_example_is_laid_out() {
    all(Code::ALL.iter().filter_map(|code| {
        let laid_out = psl::format(code.good());
        (laid_out != code.good()).then(|| format!("{code:?} would be\n{laid_out}"))
    }));
}

/// Applying a fix takes away its finding, and adds no error.
fn broken_promise(text: &str, diagnostic: &Diagnostic, fix: &Fix) -> Option<String> {
    let was = codes(&read(text));
    let mended = applied(text, fix);
    let after = read(&mended);
    let now = codes(&after);
    let count = |codes: &[&str], code: &str| codes.iter().filter(|it| **it == code).count();
    let code = diagnostic.code.as_str();
    let stays = count(&now, code) >= count(&was, code);
    let errors = after.diagnostics.iter().filter(|it| it.is_error());
    let earned: Vec<_> = errors
        .filter(|it| count(&now, it.code.as_str()) > count(&was, it.code.as_str()))
        .map(|it| format!("{} {}", it.code.as_str(), it.message))
        .collect();
    (stays || !earned.is_empty()).then(|| {
        format!(
            "{code} {}: `{}` {} {earned:?}\n--- before\n{text}\n--- after\n{mended}",
            diagnostic.message,
            fix.title,
            if stays { "does not cure it;" } else { "cures, and earns" },
        )
    })
}

fn broken_promises(text: &str) -> Vec<String> {
    let analysis = read(text);
    let fixes =
        analysis.diagnostics.iter().flat_map(|it| it.fixes.iter().map(move |fix| (it, fix)));
    fixes.filter_map(|(it, fix)| broken_promise(text, it, fix)).collect()
}

#[test]
fn each_fix_of_a_page_cures() {
    all(Code::ALL.iter().flat_map(|code| broken_promises(&whole(*code, code.bad()))));
}

#[test]
fn most_codes_have_a_fix() {
    let lacking = Code::ALL.iter().filter(|code| {
        let analysis = read(&whole(**code, code.bad()));
        analysis.diagnostics.iter().all(|it| it.fixes.is_empty())
    });
    let lacking: Vec<_> = lacking.map(|code| format!("{code:?}")).collect();
    // May only shrink.
    assert!(lacking.len() <= 20, "{lacking:?}");
}
