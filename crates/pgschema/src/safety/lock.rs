//! PostgreSQL's table locks.

/// Weakest first, by PostgreSQL's own names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl Lock {
    pub const ALL: [Lock; 8] = [
        Lock::AccessShare,
        Lock::RowShare,
        Lock::RowExclusive,
        Lock::ShareUpdateExclusive,
        Lock::Share,
        Lock::ShareRowExclusive,
        Lock::Exclusive,
        Lock::AccessExclusive,
    ];

    /// As in `LOCK TABLE … IN … MODE`.
    pub fn sql(self) -> &'static str {
        match self {
            Lock::AccessShare => "ACCESS SHARE",
            Lock::RowShare => "ROW SHARE",
            Lock::RowExclusive => "ROW EXCLUSIVE",
            Lock::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Lock::Share => "SHARE",
            Lock::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Lock::Exclusive => "EXCLUSIVE",
            Lock::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// As `pg_locks.mode` prints it: `AccessExclusiveLock`.
    pub fn from_printed(mode: &str) -> Option<Lock> {
        Lock::ALL.into_iter().find(|lock| mode.strip_suffix("Lock") == Some(&format!("{lock:?}")))
    }

    /// Rows can't be inserted, updated or deleted by others meanwhile.
    pub fn blocks_writes(self) -> bool {
        self >= Lock::Share
    }

    /// Rows can't be read by others meanwhile.
    pub fn blocks_reads(self) -> bool {
        self == Lock::AccessExclusive
    }
}
