//! The table of everything that can be said about a schema. The enum, the codes, the
//! severities and the pages of `explain` all come from it.

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($variant:ident = $code:literal, $severity:ident, $summary:literal, $explanation:literal;)*) => {
        /// What a diagnostic is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// All codes, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The stable name, as `PSL0203`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// Whether it is wrong under any database: the text itself, and the provider.
            pub(crate) fn holds_anywhere(self) -> bool {
                let text = self.as_str().starts_with("PSL01");
                text || matches!(self, Self::WrongProvider | Self::UrlInSchema)
            }

            /// What is read first: the text; names and types; attributes; rules over all of them.
            pub(crate) fn stage(self) -> u8 {
                match self.as_str().as_bytes() {
                    [_, _, _, b'0', b'1', ..] => 0,
                    b"PSL0203" | b"PSL0602" | b"PSL0603" | b"PSL0604" | b"PSL0607" => 2,
                    b"PSL0208" | b"PSL0209" | b"PSL0304" | b"PSL0305" | b"PSL0306" => 3,
                    [_, _, _, b'0', b'2' | b'3', ..] => 1,
                    [_, _, _, b'0', b'4' | b'5', ..] => 2,
                    _ => 3,
                }
            }

            /// One line: what is wrong.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => $summary,)* }
            }

            /// Why it is wrong, and what to do.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }
        }
    };
}

codes! {
    // 01: the text
    NoKeyword = "PSL0101", Error, "a line outside of any block starts with no keyword",
        "Only `model`, `view`, `enum`, `datasource` and `generator` blocks and comments stand at the top of a file.";
    UnknownBlock = "PSL0102", Error, "a block starts with no known keyword",
        "A block is `keyword Name {`, and the keyword is one of `model`, `view`, `enum`, `datasource`, `generator`.";
    BadLine = "PSL0103", Error, "a line inside a block can't be read",
        "In a model or view, a line is a field (`name Type @attribute`) or a block attribute (`@@name(…)`); in an enum a value; in a datasource or generator `key = value`.";
    UnclosedBlock = "PSL0104", Error, "a block is never closed",
        "Each block ends with a `}` on a line of its own. The file or another block began before it came.";
    BraceInLine = "PSL0105", Error, "a closing brace shares its line",
        "Prisma takes a closing brace only on a line of its own.";
    TextAfterBrace = "PSL0106", Warning, "text after an opening brace is not read",
        "Whatever follows `{` on its line is skipped, by Prisma too. Put it on a line of its own.";
    LegacyColon = "PSL0107", Error, "a colon between field and type",
        "Early Prisma wrote `name: Type`. It is `name Type` today.";
    LegacyList = "PSL0108", Error, "a list written as `[Type]`",
        "Early Prisma wrote `[Type]`. It is `Type[]` today.";
    LegacyRequired = "PSL0109", Error, "a required field written with `!`",
        "Fields are required unless `?` says otherwise.";
    OptionalList = "PSL0110", Error, "a list that may be null",
        "A list is never null in Prisma; it may be empty.";
    TypeAlias = "PSL0111", Error, "a type alias",
        "`type X = …` was removed from Prisma. Write the type at each field.";
    MissingAttributeName = "PSL0112", Error, "an `@` with no name after it",
        "An attribute is `@name` on a field and `@@name` on a block.";
    TrailingComma = "PSL0113", Error, "a comma before a closing bracket",
        "Lists and arguments take no comma at their end.";
    UnclosedList = "PSL0114", Error, "a list or arguments that do not close",
        "Values are separated by commas and closed by the bracket that they were opened with.";
    ArgumentsOverLines = "PSL0115", Error, "arguments that run over several lines",
        "Prisma reads one line at a time: the arguments of an attribute must stand on one.";
    MissingValue = "PSL0116", Error, "a named argument without a value",
        "Write the value after the colon, or leave the argument out.";
    OpenString = "PSL0117", Error, "a string that its line ends",
        "Strings are closed on the line on which they begin. A line end inside is written `\\n`.";
    BadEscape = "PSL0118", Error, "an unknown escape in a string",
        "Strings know JSON's escapes: `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`.";
    ByteOrderMark = "PSL0119", Error, "a byte order mark before the first line",
        "Prisma reads UTF-8 without a byte order mark. `repertoire contract format` removes it.";
    // 02: names
    DuplicateName = "PSL0201", Error, "two declarations of one name",
        "Models, views, enums and types share one namespace, over all files. So do generators among themselves.";
    ReservedName = "PSL0202", Error, "a name that Prisma keeps for itself",
        "The name would clash with something that Prisma Client generates.";
    UnknownField = "PSL0203", Error, "a field is not declared on this model",
        "The list names fields of the model by their names in the schema, not in the database.";
    DuplicateField = "PSL0204", Error, "two fields, or two columns, of one name",
        "Fields of a model need different names, and different names in the database.";
    DuplicateValue = "PSL0205", Error, "two values of one name in an enum",
        "Values of an enum need different names, and different names in the database.";
    EmptyEnum = "PSL0206", Error, "an enum without a value",
        "An enum needs at least one value.";
    BadName = "PSL0207", Error, "a name that can't be used",
        "A name is a letter followed by letters, digits and underscores.";
    NameClash = "PSL0208", Error, "one name for two things in the database or the client",
        "Tables, enums and constraints need different names in their namespace.";
    NameTooLong = "PSL0209", Error, "a name too long for PostgreSQL",
        "PostgreSQL cuts names after 63 bytes. Choose a shorter one with `map`.";
    // 03: types
    UnknownType = "PSL0301", Error, "a type that is declared nowhere",
        "A field's type is a built-in scalar, or a model, view or enum of this schema.";
    MissingType = "PSL0302", Error, "a field without a type",
        "Write the type after the name: `name String`.";
    CompositeType = "PSL0303", Error, "a composite type",
        "PostgreSQL support in Prisma has no composite types. Use a model, or a Json field with `@document`.";
    NativeType = "PSL0304", Error, "a native type that does not fit",
        "The native type must exist in PostgreSQL, belong to the field's type and take those arguments.";
    UnsupportedIsSupported = "PSL0305", Error, "an Unsupported type that Prisma does support",
        "Use the scalar with its native type attribute.";
    WrongProvider = "PSL0306", Error, "another database than PostgreSQL",
        "Repertoire speaks to PostgreSQL only. Set `provider = \"postgresql\"`.";
    // 04: attributes
    UnknownAttribute = "PSL0401", Error, "an attribute that does not exist here",
        "The attribute is not known, or not on this sort of declaration.";
    DuplicateAttribute = "PSL0402", Error, "an attribute given twice",
        "This attribute may stand only once on a declaration.";
    UnknownArgument = "PSL0403", Error, "an argument that the attribute does not take",
        "See the attribute's arguments in the reference.";
    DuplicateArgument = "PSL0404", Error, "an argument given twice",
        "Each argument may be given once.";
    MissingArgument = "PSL0405", Error, "an argument is missing",
        "The attribute says nothing without this argument.";
    WrongValue = "PSL0406", Error, "a value of the wrong sort",
        "Strings are quoted, constants and field names are not.";
    AttributeMisplaced = "PSL0407", Error, "an attribute on a field that can't carry it",
        "The field's type does not go with this attribute.";
    EmptyName = "PSL0408", Error, "an empty name",
        "Names of constraints and tables can't be empty.";
    IgnoredArgument = "PSL0409", Warning, "an argument that is not read",
        "Prisma steps over it without a word.";
    // 05: defaults
    DefaultType = "PSL0501", Error, "a default that is not of the field's type",
        "The default must be a literal of the field's type or a function that gives one.";
    UnknownFunction = "PSL0502", Error, "a function that does not exist",
        "Defaults know `autoincrement() now() dbgenerated(…) uuid(…) cuid(…) ulid() nanoid(…)`.";
    FunctionArguments = "PSL0503", Error, "a function with arguments that it does not take",
        "See the function's page in the reference.";
    // 06: keys and indexes
    NoUniqueCriteria = "PSL0601", Error, "a model whose rows can't be told apart",
        "Prisma needs one key of required fields: `@id`, `@@id`, `@unique` or `@@unique`.";
    SeveralIds = "PSL0602", Error, "more than one primary key",
        "A model has one `@id` or one `@@id`.";
    OptionalId = "PSL0603", Error, "a primary key that may be null",
        "The fields of a primary key are required.";
    IndexFields = "PSL0604", Error, "an index over fields that can't be indexed",
        "Indexes cover scalar fields of their model; for a relation, its scalar fields.";
    IndexMethod = "PSL0605", Error, "an index type or operator class that does not fit",
        "Each index type serves certain types and operator classes.";
    IndexOption = "PSL0606", Error, "an index option that PostgreSQL does not have",
        "`length` and `clustered` belong to other databases.";
    PartialIndex = "PSL0607", Error, "a predicate that can't be used",
        "`where` takes `raw(\"…\")` or an object of fields, with the `partialIndexes` preview feature.";
    View = "PSL0608", Error, "something that a view can't have",
        "A view has no indexes, keys or named constraints of its own.";
    // 07: relations
    MissingOpposite = "PSL0701", Error, "a relation that only one side knows",
        "Each relation needs a field on both models.";
    AmbiguousRelation = "PSL0702", Error, "relations that can't be told apart",
        "Several relations between the same models need names: `@relation(\"Name\")` on both sides.";
    RelationArguments = "PSL0703", Error, "`fields` and `references` that do not fit",
        "One side of the relation says `fields` and `references`, the other neither.";
    RelationArity = "PSL0704", Error, "a relation whose sides do not fit",
        "A relation is required exactly if all of its scalar fields are; the side without columns is a list or optional.";
    RelationTarget = "PSL0705", Error, "a relation to fields that are no key",
        "A foreign key refers to the columns of a primary key or unique constraint, in their types.";
    OneToOneUnique = "PSL0706", Error, "a one-to-one relation whose column is not unique",
        "Without a unique constraint, several rows could refer to one.";
    ManyToMany = "PSL0707", Error, "an implicit many-to-many relation that can't be built",
        "Both models need a single `@id` field, and neither side says `fields` or `references`.";
    ReferentialAction = "PSL0708", Error, "a referential action that can't be carried out",
        "The action must be known, and possible with the fields of the relation.";
    SetNullRequired = "PSL0709", Warning, "SetNull on required fields",
        "PostgreSQL accepts it and fails when the row is deleted.";
    MissingRelationIndex = "PSL0710", Warning, "a relation without an index",
        "With `relationMode = \"prisma\"` no foreign key brings an index along.";
    IgnoredTarget = "PSL0711", Error, "a relation to an ignored model",
        "The client can't reach an ignored model, so a relation to it is ignored too.";
    ReferentialCycle = "PSL0712", Error, "cascades that run in a circle",
        "With `relationMode = \"prisma\"` Prisma carries out the actions itself and would not come to an end.";
    // 08: configuration
    Datasource = "PSL0801", Error, "a datasource that can't be used",
        "A schema has one datasource with a provider.";
    UrlInSchema = "PSL0802", Warning, "a connection URL in the schema",
        "Since Prisma 7 the URL stands in `prisma.config.ts`, and Repertoire takes it from the environment.";
    Generator = "PSL0803", Error, "a generator that can't be used",
        "A generator needs a provider, and its properties need values.";
    PreviewFeature = "PSL0804", Error, "a preview feature that is unknown or not on",
        "Preview features are named in the `previewFeatures` of a generator.";
    PreviewFeatureStale = "PSL0805", Warning, "a preview feature that is no longer one",
        "The feature is generally available, or was renamed.";
    Schemas = "PSL0806", Error, "PostgreSQL schemas that do not add up",
        "With `schemas` in the datasource, each model and enum says `@@schema`, and names one of them.";
    Extension = "PSL0807", Error, "an extension that can't be read",
        "`extensions = [name(version: \"…\", schema: \"…\", map: \"…\")]`";
    NeedsDatasource = "PSL0808", Error, "something that needs a datasource",
        "Without a datasource Prisma knows of no database, and takes only what all of them have.";
    DuplicateProperty = "PSL0809", Error, "a key given twice",
        "Each key of a datasource or generator stands once.";
    NoPropertyValue = "PSL0810", Error, "a key without a value",
        "Each key of a datasource or generator has a value: `key = value`.";
    OldRelationMode = "PSL0811", Warning, "`referentialIntegrity` instead of `relationMode`",
        "The key was renamed.";
    // 09: directives
    DirectiveMisplaced = "PSL0901", Error, "a directive where it has no meaning",
        "Each directive has its places; `psl::directives` is the table of them.";
    DirectiveArguments = "PSL0902", Error, "a directive with arguments that it does not take",
        "See the directive's shape in its table.";
    DirectiveTypo = "PSL0903", Warning, "a word that looks like a directive",
        "An unknown `@word` in a comment is prose. This one is close to a directive.";
    // 10: what Prisma lets through and PostgreSQL does not
    RefusedByPostgres = "PSL1001", Warning, "Prisma accepts it, and PostgreSQL refuses it",
        "The migration would fail.";
}
