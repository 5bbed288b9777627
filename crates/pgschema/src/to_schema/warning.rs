//! What a schema does not say of its database, in Prisma's words where Prisma says it too.

use std::fmt;

/// One thing that somebody should know of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    pub kind: WarningKind,
    /// What it is about, as labels and names: `Model`, `users`, `field`, `geo`. A lone name has
    /// no label.
    pub subject: Vec<(&'static str, String)>,
}

/// All of them, in the order of their kinds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warnings(Vec<Warning>);

/// Each kind with its stable code and the line that stands above its list.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $code:literal $heading:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum WarningKind { $($(#[$doc])* $name),* }

        impl WarningKind {
            pub const ALL: &[WarningKind] = &[$(WarningKind::$name),*];

            /// Stable, for programs.
            pub fn code(self) -> &'static str {
                match self { $(WarningKind::$name => $code),* }
            }

            /// Prisma's sentence, where Prisma has one.
            pub fn heading(self) -> &'static str {
                match self { $(WarningKind::$name => $heading),* }
            }
        }
    };
}

kinds! {
    RemappedField "PUL0101" "These fields were enriched with `@map` information taken from the previous Prisma schema:";
    RemappedViewField "PUL0102" "These fields were enriched with `@map` information taken from the previous Prisma schema:";
    NoColumns "PUL0103" "The following models were commented out as we could not retrieve columns for them. Please check your privileges:";
    NoIdentifier "PUL0104" "The following models were ignored as they do not have a valid unique identifier or id. This is currently not supported by Prisma Client:";
    CustomIdName "PUL0105" "These models were enriched with custom compound id names taken from the previous Prisma schema:";
    CustomViewIdName "PUL0106" "These views were enriched with custom compound id names taken from the previous Prisma schema:";
    UnsupportedType "PUL0107" "These fields are not supported by Prisma Client, because Prisma currently does not support their types:";
    UnsupportedViewType "PUL0108" "These fields are not supported by Prisma Client, because Prisma currently does not support their types:";
    RemappedModel "PUL0109" "These models were enriched with `@@map` information taken from the previous Prisma schema:";
    RemappedView "PUL0110" "These views were enriched with `@@map` information taken from the previous Prisma schema:";
    RemappedValue "PUL0111" "These enum values were enriched with `@map` information taken from the previous Prisma schema:";
    RemappedEnum "PUL0112" "These enums were enriched with `@@map` information taken from the previous Prisma schema:";
    CopiedRelation "PUL0113" "Relations were copied from the previous data model due to not using foreign keys in the database. If any of the relation columns changed in the database, the relations might not be correct anymore:";
    DuplicateName "PUL0114" "These items were renamed due to their names being duplicates in the Prisma schema:";
    Partitioned "PUL0115" "These tables are partition tables, which are not yet fully supported:";
    Inherited "PUL0116" "These tables are inherited tables, which are not yet fully supported:";
    NullsOrder "PUL0117" "These index columns are having a non-default null sort order, which is not yet fully supported. Read more: https://pris.ly/d/non-default-index-null-ordering";
    RowSecurity "PUL0118" "These tables contain row level security, which is not yet fully supported. Read more: https://pris.ly/d/row-level-security";
    Check "PUL0119" "These constraints are not supported by Prisma Client, because Prisma currently does not fully support check constraints. Read more: https://pris.ly/d/check-constraints";
    Exclusion "PUL0120" "These constraints are not supported by Prisma Client, because Prisma currently does not fully support exclusion constraints. Read more: https://pris.ly/d/exclusion-constraints";
    Deferrable "PUL0121" "These primary key, foreign key or unique constraints are using non-default deferring in the database, which is not yet fully supported. Read more: https://pris.ly/d/constraint-deferring";
    Comment "PUL0122" "These objects have comments defined in the database, which is not yet fully supported. Read more: https://pris.ly/d/database-comments";
    ExpressionIndex "PUL0123" "These indexes are not supported by Prisma Client, because Prisma currently does not fully support expression indexes. Read more: https://pris.ly/d/expression-indexes";
    ForeignTable "PUL0124" "The following models are foreign data wrappers, which are not yet fully supported. Read more: https://pris.ly/d/fdw";
    /// Its own name can't be written, so that it got another, with a `@map`.
    Renamed "PUL0201" "These names can't be written in a Prisma schema, or would stand twice, so each got another name and a `@map`; rename them as you like and keep the `@map`:";
    /// It is in the database, and nothing in the schema stands for it.
    NotSaid "PUL0202" "These are in the database, and the schema can't say them: a push to an empty database would leave them out. Keep them in a migration of your own:";
    /// Granted or revoked by somebody; a schema has no roles.
    Privileges "PUL0203" "These privileges are in the database, and a schema has none: a push to an empty database would leave them out. Keep the GRANT and REVOKE in a migration of your own:";
}

impl Warnings {
    /// Sorted by kind, otherwise in the order of discovery.
    pub fn new(mut list: Vec<Warning>) -> Self {
        list.sort_by_key(|warning| warning.kind);
        Self(list)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Warning> {
        self.0.iter()
    }
}

impl fmt::Display for Warning {
    /// `"users"`, or `Model: "users", field: "geo"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (label, name)) in self.subject.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            if !label.is_empty() {
                write!(f, "{label}: ")?;
            }
            write!(f, "\"{name}\"")?;
        }
        Ok(())
    }
}

impl fmt::Display for Warnings {
    /// As `prisma db pull` prints them; nothing where there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str("*** WARNING ***\n")?;
        for group in self.0.chunk_by(|a, b| a.kind == b.kind) {
            write!(f, "\n{}\n", group[0].kind.heading())?;
            for warning in group {
                writeln!(f, "  - {warning}")?;
            }
        }
        Ok(())
    }
}
