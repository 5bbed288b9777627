//! Row-level security.

use super::Expression;

/// Whether policies are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowSecurity {
    #[default]
    Off,
    On,
    /// The owner is asked too.
    Forced,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `AS RESTRICTIVE`: every such policy has to agree.
    pub restrictive: bool,
    pub command: Command,
    /// By name; empty for everybody (`PUBLIC`).
    pub roles: Vec<String>,
    /// Which rows are seen.
    pub using: Option<Expression>,
    /// Which rows may be written.
    pub check: Option<Expression>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Command {
    #[default]
    All,
    Select,
    Insert,
    Update,
    Delete,
}

impl Command {
    pub const ALL: &[Command] =
        &[Command::All, Command::Select, Command::Insert, Command::Update, Command::Delete];

    pub fn sql(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Select => "SELECT",
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Delete => "DELETE",
        }
    }
}
