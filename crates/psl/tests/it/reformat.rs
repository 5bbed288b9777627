//! Prisma's formatter cases.

use std::fmt::Write as _;

use crate::corpus;

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
    let mut different = 0;
    for name in &names {
        let read = |side: &str| {
            std::fs::read_to_string(folder.join(format!("{name}.{side}.prisma"))).expect("a case")
        };
        let (before, after) = (read("in"), read("out"));
        let ours = psl::format_completed(&before);
        assert_eq!(psl::format(&ours), ours, "{name} is not idempotent");
        if ours == after {
            continue;
        }
        different += 1;
        let _ = writeln!(report, "=== {name}\n--- ours\n{ours}\n--- Prisma\n{after}");
    }
    println!("{different} of {} differ\n{report}", names.len());
    assert_eq!(different, 0);
}
