//! What a project may choose.

use crate::target::{Options, TargetOption};

const TIME: TargetOption = TargetOption {
    name: "time",
    values: &["jiff", "chrono"],
    summary: "the crate of dates and times",
};

const IDS: TargetOption = TargetOption {
    name: "ids",
    values: &["distinct", "plain"],
    summary: "a type for each model's id, or what is inside",
};

const SERDE: TargetOption = TargetOption {
    name: "serde",
    values: &["no", "yes"],
    summary: "Serialize and Deserialize for rows, new rows, ids and enums",
};

pub(in crate::target) const OPTIONS: &[TargetOption] = &[TIME, IDS, SERDE];

#[derive(Clone, Copy, Debug)]
pub(super) struct Choices {
    pub(super) chrono: bool,
    pub(super) plain_ids: bool,
    pub(super) serde: bool,
}

impl Choices {
    pub(super) fn of(options: Options<'_>) -> Self {
        Self {
            chrono: TIME.chosen(options) == "chrono",
            plain_ids: IDS.chosen(options) == "plain",
            serde: SERDE.chosen(options) == "yes",
        }
    }

    /// What is derived beside what always is.
    pub(super) fn derives(self) -> &'static str {
        if self.serde { ", serde::Serialize, serde::Deserialize" } else { "" }
    }
}
