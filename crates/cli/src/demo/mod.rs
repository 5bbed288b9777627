//! `repertoire demo`.
use crate::failure::{Outcome, answer};
use clap::Args;
/// Walk
#[derive(Debug, Args)]
pub(crate) struct Demo {}
impl Demo {
    pub(crate) fn run(self) -> Outcome {
        Ok(answer(true))
    }
}
