//! The table: name, code, severity, what is wrong, why and what to do, a bad example, a good one.

use super::Severity;

codes! {
    // 01: the text
    NoKeyword = "PSL0101", Error, "a line outside of any block starts with no keyword",
        "Only `model`, `view`, `enum`, `datasource` and `generator` blocks and comments stand at the top of a file.",
        r"hello

model User {
  id Int @id
}
",
        r"// hello

model User {
  id Int @id
}
";
    UnknownBlock = "PSL0102", Error, "a block starts with no known keyword",
        "A block is `keyword Name {`, and the keyword is one of `model`, `view`, `enum`, `datasource`, `generator`.",
        r"modl User {
  id Int @id
}
",
        r"model User {
  id Int @id
}
";
    BadLine = "PSL0103", Error, "a line inside a block can't be read",
        "In a model or view, a line is a field (`name Type @attribute`) or a block attribute (`@@name(…)`); in an enum a value; in a datasource or generator `key = value`.",
        r"model User {
  id Int @id
  name String;
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    UnclosedBlock = "PSL0104", Error, "a block is never closed",
        "Each block ends with a `}` on a line of its own. The file or another block began before it came.",
        r"model User {
  id Int @id
",
        r"model User {
  id Int @id
}
";
    BraceInLine = "PSL0105", Error, "a closing brace shares its line",
        "Prisma takes a closing brace only on a line of its own.",
        r"model User {
  id Int @id }
",
        r"model User {
  id Int @id
}
";
    TextAfterBrace = "PSL0106", Warning, "text after an opening brace is not read",
        "Whatever follows `{` on its line is skipped, by Prisma too. Put it on a line of its own.",
        r"model User { the people
  id Int @id
}
",
        r"model User {
  // the people
  id Int @id
}
";
    LegacyColon = "PSL0107", Error, "a colon between field and type",
        "Early Prisma wrote `name: Type`. It is `name Type` today.",
        r"model User {
  id Int @id
  name: String
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    LegacyList = "PSL0108", Error, "a list written as `[Type]`",
        "Early Prisma wrote `[Type]`. It is `Type[]` today.",
        r"model User {
  id Int @id
  tags [String]
}
",
        r"model User {
  id   Int      @id
  tags String[]
}
";
    LegacyRequired = "PSL0109", Error, "a required field written with `!`",
        "Fields are required unless `?` says otherwise.",
        r"model User {
  id Int @id
  name String!
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    OptionalList = "PSL0110", Error, "a list that may be null",
        "A list is never null in Prisma; it may be empty.",
        r"model User {
  id Int @id
  tags String[]?
}
",
        r"model User {
  id   Int      @id
  tags String[]
}
";
    TypeAlias = "PSL0111", Error, "a type alias",
        "`type X = …` was removed from Prisma. Write the type at each field.",
        r"type Email = String

model User {
  id Int @id
}
",
        r"model User {
  id Int @id
}
";
    MissingAttributeName = "PSL0112", Error, "an `@` with no name after it",
        "An attribute is `@name` on a field and `@@name` on a block.",
        r"model User {
  id Int @id @
}
",
        r"model User {
  id Int @id
}
";
    TrailingComma = "PSL0113", Error, "a comma before a closing bracket",
        "Lists and arguments take no comma at their end.",
        r"model User {
  id   Int    @id
  name String

  @@unique([name],)
}
",
        r"model User {
  id   Int    @id
  name String

  @@unique([name])
}
";
    UnclosedList = "PSL0114", Error, "a list or arguments that do not close",
        "Values are separated by commas and closed by the bracket that they were opened with.",
        r"model User {
  id   Int    @id
  name String

  @@unique([name]
}
",
        r"model User {
  id   Int    @id
  name String

  @@unique([name])
}
";
    ArgumentsOverLines = "PSL0115", Error, "arguments that run over several lines",
        "Prisma reads one line at a time: the arguments of an attribute must stand on one.",
        r"model User {
  id   Int    @id
  name String

  @@unique(
  [name])
}
",
        r"model User {
  id   Int    @id
  name String

  @@unique([name])
}
";
    MissingValue = "PSL0116", Error, "a named argument without a value",
        "Write the value after the colon, or leave the argument out.",
        r"model User {
  id Int @id(map: )
}
",
        r#"model User {
  id Int @id(map: "users_key")
}
"#;
    OpenString = "PSL0117", Error, "a string that its line ends",
        "Strings are closed on the line on which they begin. A line end inside is written `\\n`.",
        r#"model User {
  id   Int    @id
  name String @default("Ada)
}
"#,
        r#"model User {
  id   Int    @id
  name String @default("Ada")
}
"#;
    BadEscape = "PSL0118", Error, "an unknown escape in a string",
        "Strings know JSON's escapes: `\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX`.",
        r#"model User {
  id   Int    @id
  path String @default("C:\data")
}
"#,
        r#"model User {
  id   Int    @id
  path String @default("C:\\data")
}
"#;
    ByteOrderMark = "PSL0119", Error, "a byte order mark before the first line",
        "Prisma reads UTF-8 without a byte order mark. `repertoire contract format` removes it.",
        "\u{feff}model User {\n  id Int @id\n}\n",
        r"model User {
  id Int @id
}
";
    // 02: names
    DuplicateName = "PSL0201", Error, "two declarations of one name",
        "Models, views, enums and types share one namespace, over all files. So do generators among themselves.",
        r"model User {
  id Int @id
}

model User {
  id Int @id
}
",
        r"model User {
  id Int @id
}

model Account {
  id Int @id
}
";
    ReservedName = "PSL0202", Error, "a name that Prisma keeps for itself",
        "The name would clash with something that Prisma Client generates.",
        r"model await {
  id Int @id
}
",
        r#"model Await {
  id Int @id

  @@map("await")
}
"#;
    UnknownField = "PSL0203", Error, "a field is not declared on this model",
        "The list names fields of the model by their names in the schema, not in the database.",
        r"model User {
  id    Int    @id
  email String

  @@index([emial])
}
",
        r"model User {
  id    Int    @id
  email String

  @@index([email])
}
";
    DuplicateField = "PSL0204", Error, "two fields, or two columns, of one name",
        "Fields of a model need different names, and different names in the database.",
        r"model User {
  id   Int    @id
  name String
  name String
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    DuplicateValue = "PSL0205", Error, "two values of one name in an enum",
        "Values of an enum need different names, and different names in the database.",
        r"enum Role {
  ADMIN
  READER
  ADMIN
}
",
        r"enum Role {
  ADMIN
  READER
}
";
    EmptyEnum = "PSL0206", Error, "an enum without a value",
        "An enum needs at least one value.",
        r"enum Role {
}
",
        r"enum Role {
  READER
}
";
    BadName = "PSL0207", Error, "a name that can't be used",
        "A name is a letter followed by letters, digits and underscores.",
        r"model User {
  id         Int    @id
  first-name String
}
",
        r#"model User {
  id         Int    @id
  first_name String @map("first-name")
}
"#;
    NameClash = "PSL0208", Error, "one name for two things in the database or the client",
        "Tables, enums and constraints need different names in their namespace.",
        r#"model User {
  id Int @id
}

model Person {
  id Int @id

  @@map("User")
}
"#,
        r#"model User {
  id Int @id
}

model Person {
  id Int @id

  @@map("people")
}
"#;
    NameTooLong = "PSL0209", Error, "a name too long for PostgreSQL",
        "PostgreSQL cuts names after 63 bytes. Choose a shorter one with `map`.",
        r#"model User {
  id   Int    @id
  name String

  @@index([name], map: "users_by_the_name_that_they_gave_when_they_signed_up_for_the_first_time")
}
"#,
        r#"model User {
  id   Int    @id
  name String

  @@index([name], map: "users_by_name")
}
"#;
    // 03: types
    UnknownType = "PSL0301", Error, "a type that is declared nowhere",
        "A field's type is a built-in scalar, or a model, view or enum of this schema.",
        r"model User {
  id   Int   @id
  name Strin
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    MissingType = "PSL0302", Error, "a field without a type",
        "Write the type after the name: `name String`.",
        r"model User {
  id   Int @id
  name
}
",
        r"model User {
  id   Int    @id
  name String
}
";
    CompositeType = "PSL0303", Error, "a composite type",
        "PostgreSQL support in Prisma has no composite types. Use a model, or a Json field with `@document`.",
        r"type Address {
  street String
}

model User {
  id Int @id
}
",
        r"model Address {
  id     Int    @id
  street String
}
";
    NativeType = "PSL0304", Error, "a native type that does not fit",
        "The native type must exist in PostgreSQL, belong to the field's type and take those arguments.",
        r"model User {
  id   Int @id @db.Text
}
",
        r"model User {
  id String @id @db.Text
}
";
    UnsupportedIsSupported = "PSL0305", Error, "an Unsupported type that Prisma does support",
        "Use the scalar with its native type attribute.",
        r#"model User {
  id   Int                 @id
  name Unsupported("Text")
}
"#,
        r"model User {
  id   Int    @id
  name String @db.Text
}
";
    WrongProvider = "PSL0306", Error, "another database than PostgreSQL",
        "Repertoire speaks to PostgreSQL only. Set `provider = \"postgresql\"`.",
        r#"datasource db {
  provider = "mysql"
}
"#,
        r#"datasource db {
  provider = "postgresql"
}
"#;
    // 04: attributes
    UnknownAttribute = "PSL0401", Error, "an attribute that does not exist here",
        "The attribute is not known, or not on this sort of declaration.",
        r"model User {
  id    Int    @id
  email String @uniqe
}
",
        r"model User {
  id    Int    @id
  email String @unique
}
";
    DuplicateAttribute = "PSL0402", Error, "an attribute given twice",
        "This attribute may stand only once on a declaration.",
        r#"model User {
  id   Int    @id
  name String @map("a") @map("b")
}
"#,
        r#"model User {
  id   Int    @id
  name String @map("a")
}
"#;
    UnknownArgument = "PSL0403", Error, "an argument that the attribute does not take",
        "See the attribute's arguments in the reference.",
        r#"model User {
  id   Int    @id
  name String @unique(name: "by_name")
}
"#,
        r#"model User {
  id   Int    @id
  name String @unique(map: "by_name")
}
"#;
    DuplicateArgument = "PSL0404", Error, "an argument given twice",
        "Each argument may be given once.",
        r#"model User {
  id Int @id(map: "a", map: "b")
}
"#,
        r#"model User {
  id Int @id(map: "a")
}
"#;
    MissingArgument = "PSL0405", Error, "an argument is missing",
        "The attribute says nothing without this argument.",
        r"model User {
  id Int @id @default()
}
",
        r"model User {
  id Int @id @default(1)
}
";
    WrongValue = "PSL0406", Error, "a value of the wrong sort",
        "Strings are quoted, constants and field names are not.",
        r"model User {
  id   Int    @id
  name String @map(named)
}
",
        r#"model User {
  id   Int    @id
  name String @map("named")
}
"#;
    AttributeMisplaced = "PSL0407", Error, "an attribute on a field that can't carry it",
        "The field's type does not go with this attribute.",
        r"model User {
  id      Int    @id
  changed String @updatedAt
}
",
        r"model User {
  id      Int      @id
  changed DateTime @updatedAt
}
";
    EmptyName = "PSL0408", Error, "an empty name",
        "Names of constraints and tables can't be empty.",
        r#"model User {
  id Int @id(map: "")
}
"#,
        r#"model User {
  id Int @id(map: "users_key")
}
"#;
    IgnoredArgument = "PSL0409", Warning, "an argument that is not read",
        "Prisma steps over it without a word.",
        r"model User {
  id   Int    @id
  name String

  @@index([name(order: Desc)])
}
",
        r"model User {
  id   Int    @id
  name String

  @@index([name(sort: Desc)])
}
";
    // 05: defaults
    DefaultType = "PSL0501", Error, "a default that is not of the field's type",
        "The default must be a literal of the field's type or a function that gives one.",
        r"model User {
  id   Int    @id
  name String @default(1)
}
",
        r#"model User {
  id   Int    @id
  name String @default("1")
}
"#;
    UnknownFunction = "PSL0502", Error, "a function that does not exist",
        "Defaults know `autoincrement() now() dbgenerated(…) uuid(…) cuid(…) ulid() nanoid(…)`.",
        r"model User {
  id String @id @default(uid())
}
",
        r"model User {
  id String @id @default(uuid())
}
";
    FunctionArguments = "PSL0503", Error, "a function with arguments that it does not take",
        "See the function's page in the reference.",
        r"model User {
  id String @id @default(uuid(5))
}
",
        r"model User {
  id String @id @default(uuid(7))
}
";
    // 06: keys and indexes
    NoUniqueCriteria = "PSL0601", Error, "a model whose rows can't be told apart",
        "Prisma needs one key of required fields: `@id`, `@@id`, `@unique` or `@@unique`.",
        r"model User {
  name String
}
",
        r"model User {
  id   Int    @id @default(autoincrement())
  name String
}
";
    SeveralIds = "PSL0602", Error, "more than one primary key",
        "A model has one `@id` or one `@@id`.",
        r"model User {
  id    Int    @id
  email String @id
}
",
        r"model User {
  id    Int    @id
  email String @unique
}
";
    OptionalId = "PSL0603", Error, "a primary key that may be null",
        "The fields of a primary key are required.",
        r"model User {
  id Int? @id
}
",
        r"model User {
  id Int @id
}
";
    IndexFields = "PSL0604", Error, "an index over fields that can't be indexed",
        "Indexes cover scalar fields of their model; for a relation, its scalar fields.",
        r"model User {
  id   Int    @id
  name String

  @@index([name, name])
}
",
        r"model User {
  id   Int    @id
  name String

  @@index([name])
}
";
    IndexMethod = "PSL0605", Error, "an index type or operator class that does not fit",
        "Each index type serves certain types and operator classes.",
        r"model User {
  id   Int    @id
  name String

  @@index([name], type: Gin)
}
",
        r"model User {
  id   Int    @id
  name String

  @@index([name], type: Hash)
}
";
    IndexOption = "PSL0606", Error, "an index option that PostgreSQL does not have",
        "`length` and `clustered` belong to other databases.",
        r"model User {
  id   Int    @id
  name String @unique(length: 10)
}
",
        r"model User {
  id   Int    @id
  name String @unique
}
";
    PartialIndex = "PSL0607", Error, "a predicate that can't be used",
        "`where` takes `raw(\"…\")` or an object of fields, with the `partialIndexes` preview feature.",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["partialIndexes"]
}

model User {
  id   Int     @id
  gone Boolean

  @@index([id], where: { gone: "no" })
}
"#,
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["partialIndexes"]
}

model User {
  id   Int     @id
  gone Boolean

  @@index([id], where: { gone: false })
}
"#;
    View = "PSL0608", Error, "something that a view can't have",
        "A view has no indexes, keys or named constraints of its own.",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["views"]
}

view Names {
  name String @unique

  @@index([name])
}
"#,
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["views"]
}

view Names {
  name String @unique
}
"#;
    // 07: relations
    MissingOpposite = "PSL0701", Error, "a relation that only one side knows",
        "Each relation needs a field on both models.",
        r"model User {
  id Int @id
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}
",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}
";
    AmbiguousRelation = "PSL0702", Error, "relations that can't be told apart",
        "Several relations between the same models need names: `@relation(\"Name\")` on both sides.",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
  editor   User @relation(fields: [editorId], references: [id])
  editorId Int
}
",
        r#"model User {
  id      Int    @id
  written Post[] @relation("author")
  edited  Post[] @relation("editor")
}

model Post {
  id       Int  @id
  author   User @relation("author", fields: [authorId], references: [id])
  authorId Int
  editor   User @relation("editor", fields: [editorId], references: [id])
  editorId Int
}
"#;
    RelationArguments = "PSL0703", Error, "`fields` and `references` that do not fit",
        "One side of the relation says `fields` and `references`, the other neither.",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id     Int  @id
  author User
}
",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}
";
    RelationArity = "PSL0704", Error, "a relation whose sides do not fit",
        "A relation is required exactly if all of its scalar fields are; the side without columns is a list or optional.",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int?
}
",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int   @id
  author   User? @relation(fields: [authorId], references: [id])
  authorId Int?
}
";
    RelationTarget = "PSL0705", Error, "a relation to fields that are no key",
        "A foreign key refers to the columns of a primary key or unique constraint, in their types.",
        r"model User {
  id    Int    @id
  email String
  posts Post[]
}

model Post {
  id          Int    @id
  author      User   @relation(fields: [authorEmail], references: [email])
  authorEmail String
}
",
        r"model User {
  id    Int    @id
  email String @unique
  posts Post[]
}

model Post {
  id          Int    @id
  author      User   @relation(fields: [authorEmail], references: [email])
  authorEmail String
}
";
    OneToOneUnique = "PSL0706", Error, "a one-to-one relation whose column is not unique",
        "Without a unique constraint, several rows could refer to one.",
        r"model User {
  id    Int    @id
  photo Photo?
}

model Photo {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int
}
",
        r"model User {
  id    Int    @id
  photo Photo?
}

model Photo {
  id     Int  @id
  user   User @relation(fields: [userId], references: [id])
  userId Int  @unique
}
";
    ManyToMany = "PSL0707", Error, "an implicit many-to-many relation that can't be built",
        "Both models need a single `@id` field, and neither side says `fields` or `references`.",
        r"model User {
  first String
  last  String
  tags  Tag[]

  @@id([first, last])
}

model Tag {
  id    Int    @id
  users User[]
}
",
        r"model User {
  id   Int   @id
  tags Tag[]
}

model Tag {
  id    Int    @id
  users User[]
}
";
    ReferentialAction = "PSL0708", Error, "a referential action that can't be carried out",
        "The action must be known, and possible with the fields of the relation.",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascaded)
  authorId Int
}
",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
  authorId Int
}
";
    SetNullRequired = "PSL0709", Warning, "SetNull on required fields",
        "PostgreSQL accepts it and fails when the row is deleted.",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: SetNull)
  authorId Int
}
",
        r"model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id], onDelete: Restrict)
  authorId Int
}
";
    MissingRelationIndex = "PSL0710", Warning, "a relation without an index",
        "With `relationMode = \"prisma\"` no foreign key brings an index along.",
        r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}
"#,
        r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}

model User {
  id    Int    @id
  posts Post[]
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int

  @@index([authorId])
}
"#;
    IgnoredTarget = "PSL0711", Error, "a relation to an ignored model",
        "The client can't reach an ignored model, so a relation to it is ignored too.",
        r"model User {
  id    Int    @id
  posts Post[]

  @@ignore
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id])
  authorId Int
}
",
        r"model User {
  id    Int    @id
  posts Post[]

  @@ignore
}

model Post {
  id       Int  @id
  author   User @relation(fields: [authorId], references: [id]) @ignore
  authorId Int
}
";
    ReferentialCycle = "PSL0712", Error, "cascades that run in a circle",
        "With `relationMode = \"prisma\"` Prisma carries out the actions itself and would not come to an end.",
        r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}

model User {
  id     Int    @id
  boss   User?  @relation("boss", fields: [bossId], references: [id])
  bossId Int?
  team   User[] @relation("boss")

  @@index([bossId])
}
"#,
        r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}

model User {
  id     Int    @id
  boss   User?  @relation("boss", fields: [bossId], references: [id], onDelete: Restrict, onUpdate: Restrict)
  bossId Int?
  team   User[] @relation("boss")

  @@index([bossId])
}
"#;
    // 08: configuration
    Datasource = "PSL0801", Error, "a datasource that can't be used",
        "A schema has one datasource with a provider.",
        r#"datasource db {
  provider = ""
}
"#,
        r#"datasource db {
  provider = "postgresql"
}
"#;
    UrlInSchema = "PSL0802", Warning, "a connection URL in the schema",
        "Since Prisma 7 the URL stands in `prisma.config.ts`, and Repertoire takes it from the environment.",
        r#"datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
"#,
        r#"datasource db {
  provider = "postgresql"
}
"#;
    Generator = "PSL0803", Error, "a generator that can't be used",
        "A generator needs a provider, and its properties need values.",
        r"generator client {
}
",
        r#"generator client {
  provider = "prisma-client"
}
"#;
    PreviewFeature = "PSL0804", Error, "a preview feature that is unknown or not on",
        "Preview features are named in the `previewFeatures` of a generator.",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["view"]
}
"#,
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["views"]
}
"#;
    PreviewFeatureStale = "PSL0805", Warning, "a preview feature that is no longer one",
        "The feature is generally available, or was renamed.",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["multiSchema"]
}
"#,
        r#"generator client {
  provider = "prisma-client"
}
"#;
    Schemas = "PSL0806", Error, "PostgreSQL schemas that do not add up",
        "With `schemas` in the datasource, each model and enum says `@@schema`, and names one of them.",
        r#"datasource db {
  provider = "postgresql"
  schemas  = ["app", "log"]
}

model User {
  id Int @id
}
"#,
        r#"datasource db {
  provider = "postgresql"
  schemas  = ["app", "log"]
}

model User {
  id Int @id

  @@schema("app")
}
"#;
    Extension = "PSL0807", Error, "an extension that can't be read",
        "`extensions = [name(version: \"…\", schema: \"…\", map: \"…\")]`",
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["postgresqlExtensions"]
}

datasource db {
  provider   = "postgresql"
  extensions = [uuid-ossp]
}
"#,
        r#"generator client {
  provider        = "prisma-client"
  previewFeatures = ["postgresqlExtensions"]
}

datasource db {
  provider   = "postgresql"
  extensions = [uuid_ossp(map: "uuid-ossp")]
}
"#;
    NeedsDatasource = "PSL0808", Error, "something that needs a datasource",
        "Without a datasource Prisma knows of no database, and takes only what all of them have.",
        r"model User {
  id   Int    @id
  name String @db.Text
}
",
        r#"datasource db {
  provider = "postgresql"
}

model User {
  id   Int    @id
  name String @db.Text
}
"#;
    DuplicateProperty = "PSL0809", Error, "a key given twice",
        "Each key of a datasource or generator stands once.",
        r#"generator client {
  provider = "prisma-client"
  provider = "prisma-client-js"
}
"#,
        r#"generator client {
  provider = "prisma-client"
}
"#;
    NoPropertyValue = "PSL0810", Error, "a key without a value",
        "Each key of a datasource or generator has a value: `key = value`.",
        r#"generator client {
  provider = "prisma-client"
  output   =
}
"#,
        r#"generator client {
  provider = "prisma-client"
  output   = "../src/generated"
}
"#;
    OldRelationMode = "PSL0811", Warning, "`referentialIntegrity` instead of `relationMode`",
        "The key was renamed.",
        r#"datasource db {
  provider             = "postgresql"
  referentialIntegrity = "prisma"
}
"#,
        r#"datasource db {
  provider     = "postgresql"
  relationMode = "prisma"
}
"#;
    // 09: directives
    DirectiveMisplaced = "PSL0901", Error, "a directive where it has no meaning",
        "Each directive has its places; `psl::directives` is the table of them.",
        r"/// @include(id)
model User {
  id Int @id
}
",
        r"model User {
  id   Int    @id
  name String

  /// @include(id)
  @@index([name])
}
";
    DirectiveArguments = "PSL0902", Error, "a directive with arguments that it does not take",
        "See the directive's shape in its table.",
        r"model User {
  id   Int    @id
  name String

  /// @include(nmae)
  @@index([id])
}
",
        r"model User {
  id   Int    @id
  name String

  /// @include(name)
  @@index([id])
}
";
    DirectiveTypo = "PSL0903", Warning, "a word that looks like a directive",
        "An unknown `@word` in a comment is prose. This one is close to a directive.",
        r"/// @apendOnly
model User {
  id Int @id
}
",
        r"/// @appendOnly
model User {
  id Int @id
}
";
    // 10: what Prisma lets through and PostgreSQL does not
    RefusedByPostgres = "PSL1001", Warning, "Prisma accepts it, and PostgreSQL refuses it",
        "The migration would fail.",
        r#"model User {
  id   Int    @id
  name String @map("")
}
"#,
        r"model User {
  id   Int    @id
  name String
}
";
}
