//! The house keeps what it promises; see `xtask::tidy`.

use std::path::Path;

#[test]
fn every_promise_of_the_house_is_kept() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let findings = xtask::tidy(own.parent().unwrap_or(own)).expect("the repository can be read");
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}
