//! Prisma's formatter cases.

use std::fmt::Write as _;

use crate::corpus;

/// Cases whose output has fields and arguments that Prisma's formatter invents. [`psl::format`]
/// looks at one text and changes its layout only.
const NEED_THE_SCHEMA: &str = "relations__|implicit_relations__|ignore_with_relations";

#[test]
fn lays_out_as_prisma_does() {
    let Some(folder) = corpus::folder("reformat") else { return };
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .expect("the cases")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".in.prisma").map(str::to_owned))
        .collect();
    names.sort();
    let mut report = String::new();
    let (mut different, mut invented) = (0, 0);
    for name in &names {
        let read = |side: &str| {
            std::fs::read_to_string(folder.join(format!("{name}.{side}.prisma"))).expect("a case")
        };
        let (before, after) = (read("in"), read("out"));
        let ours = psl::format(&before);
        assert_eq!(psl::format(&ours), ours, "{name} is not idempotent");
        if ours == after {
            continue;
        }
        if NEED_THE_SCHEMA.split('|').any(|part| name.contains(part)) {
            invented += 1;
            continue;
        }
        different += 1;
        let _ = writeln!(report, "=== {name}\n--- ours\n{ours}\n--- Prisma\n{after}");
    }
    println!("{different} of {} differ, {invented} need the schema\n{report}", names.len());
    assert_eq!(different, 0);
}
