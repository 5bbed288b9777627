//! Schemas changed as people change them: a line more, a line less, another type.

#![expect(clippy::ptr_arg, reason = "all changes have one signature; most need a vector")]

/// A small generator of numbers, the same for the same seed (xorshift64*).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

const FIELDS: &[&str] = &[
    "String",
    "String?",
    "Int",
    "Int?",
    "BigInt?",
    "DateTime @default(now())",
    "Boolean @default(false)",
    "Float?",
    "Decimal?",
    "Json?",
    "Bytes?",
    "String[]",
    "Int[] @default([1, 2])",
    "String @default(\"it's\")",
    "String? @db.VarChar(20)",
    "DateTime? @db.Timestamptz(6)",
    "String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid",
    "Int @default(autoincrement())",
    "String @default(uuid())",
    "Decimal @db.Decimal(10, 2)",
    "String @unique",
    "Int? @unique",
    "Json @default(\"{}\")",
    "DateTime @updatedAt",
];

const TYPES: &[&str] =
    &["String", "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime", "Json", "Bytes"];

const NATIVES: &[(&str, &[&str])] = &[
    (
        "String",
        &[
            "@db.VarChar(40)",
            "@db.VarChar",
            "@db.Char(3)",
            "@db.Text",
            "@db.Uuid",
            "@db.Citext",
            "@db.Inet",
        ],
    ),
    ("Int", &["@db.SmallInt", "@db.Integer"]),
    ("Float", &["@db.Real", "@db.DoublePrecision"]),
    ("Decimal", &["@db.Decimal(12, 3)", "@db.Money", "@db.Decimal"]),
    (
        "DateTime",
        &["@db.Timestamptz(3)", "@db.Date", "@db.Time(2)", "@db.Timestamp(0)", "@db.Timestamptz"],
    ),
    ("Json", &["@db.Json", "@db.JsonB"]),
];

const DEFAULTS: &[(&str, &[&str])] = &[
    ("String", &["\"a\"", "\"b'\\\"c\"", "uuid()", "dbgenerated(\"'x'::text\")", "\"\""]),
    ("Int", &["0", "-7", "autoincrement()", "dbgenerated(\"1 + 1\")"]),
    ("BigInt", &["9007199254740993", "autoincrement()"]),
    ("Float", &["1.5", "0"]),
    ("Decimal", &["2.50", "0"]),
    ("Boolean", &["true", "false"]),
    ("DateTime", &["now()", "dbgenerated(\"now()\")", "\"2020-01-01T00:00:00Z\""]),
    ("Json", &["\"{}\"", "\"[1, 2]\""]),
];

const ACTIONS: &[&str] = &["Cascade", "Restrict", "NoAction", "SetNull"];

/// `schema` with `count` changes of any kind. Not all of them make a valid schema.
pub(super) fn mutated(schema: &str, dice: &mut Dice, count: usize) -> String {
    let mut lines: Vec<String> = schema.lines().map(str::to_owned).collect();
    for number in 0..count {
        CHANGES[dice.below(CHANGES.len())](&mut lines, dice, number);
    }
    lines.join("\n") + "\n"
}

type Change = fn(&mut Vec<String>, &mut Dice, usize);

const CHANGES: &[Change] = &[
    drop_line,
    add_field,
    add_field,
    retype,
    retype,
    rearity,
    native,
    redefault,
    redefault,
    add_value,
    drop_value,
    add_index,
    toggle_unique,
    map_field,
    map_model,
    reaction,
    rename_field,
    enum_or_text,
    join,
    drop_block,
    toggle_id,
    redefault_enum,
    toggle_list,
    drop_relation,
    second_schema,
    index_over_two,
    index_over_two,
    key_over_two,
    fancy_index,
    name_constraint,
    new_model,
    new_enum,
    rename_model,
    many_to_one,
    many_to_one,
    to_another_key,
    unsupported,
    enum_list,
];

/// Line numbers inside blocks of a keyword, without their first and last.
fn inside(lines: &[String], keyword: &str) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), false);
    for (at, line) in lines.iter().enumerate() {
        let text = line.trim();
        match (open, text) {
            (true, "}") => open = false,
            (true, _) => found.push(at),
            (false, _) => open = text.starts_with(&format!("{keyword} ")) && text.ends_with('{'),
        }
    }
    found
}

/// Lines that declare a field of a type with this check.
fn fields(lines: &[String], of: impl Fn(&str) -> bool) -> Vec<usize> {
    let is_field = |at: &usize| {
        let mut words = lines[*at].split_whitespace();
        let name = words.next().unwrap_or("@");
        !name.starts_with(['@', '/']) && words.next().is_some_and(|ty| of(bare(ty)))
    };
    inside(lines, "model").into_iter().filter(is_field).collect()
}

fn bare(ty: &str) -> &str {
    ty.trim_end_matches(['?', '[', ']'])
}

fn scalars(lines: &[String]) -> Vec<usize> {
    fields(lines, |ty| TYPES.contains(&ty))
}

fn heads(lines: &[String], keyword: &str) -> Vec<(usize, String)> {
    let head = |(at, line): (usize, &String)| {
        let rest = line.trim().strip_prefix(keyword)?.strip_prefix(' ')?;
        Some((at, rest.split_whitespace().next()?.to_owned()))
    };
    lines.iter().enumerate().filter_map(head).collect()
}

/// The name, the type with its arity, and the rest of a field's line.
fn parts(line: &str) -> (String, String, String) {
    let mut words = line.split_whitespace();
    let (name, ty) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    (name.to_owned(), ty.to_owned(), words.collect::<Vec<_>>().join(" "))
}

fn field(name: &str, ty: &str, rest: &str) -> String {
    format!("  {name} {ty} {rest}")
}

/// Takes `@name` or `@name(…)` off.
fn without(rest: &str, attribute: &str) -> String {
    let Some(at) = rest.find(attribute) else { return rest.to_owned() };
    let after = &rest[at + attribute.len()..];
    let mut depth = 0;
    let end = after.char_indices().find(|(_, letter)| {
        depth += i32::from(*letter == '(') - i32::from(*letter == ')');
        *letter == ' ' && depth == 0
    });
    let end = end.map_or(after.len(), |(at, _)| at);
    format!("{}{}", &rest[..at], &after[end..])
}

fn drop_line(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    if let Some(at) = dice.pick(&inside(lines, "model")) {
        lines.remove(*at);
    }
}

fn add_field(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let models = heads(lines, "model");
    if let (Some((at, _)), Some(ty)) = (dice.pick(&models), dice.pick(FIELDS)) {
        lines.insert(at + 1, format!("  added{number} {ty}"));
    }
}

fn retype(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let arity = &ty[bare(&ty).len()..];
    let rest = without(&without(&without(&rest, "@db."), "@default"), "@updatedAt");
    let to = dice.pick(TYPES).copied().unwrap_or("Int");
    lines[at] = field(&name, &format!("{to}{arity}"), &rest);
}

fn rearity(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&fields(lines, |_| true)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let to = if ty.ends_with('?') { bare(&ty).to_owned() } else { format!("{}?", bare(&ty)) };
    lines[at] = field(&name, &to, &rest);
}

fn toggle_list(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let to = if ty.ends_with(']') { bare(&ty).to_owned() } else { format!("{}[]", bare(&ty)) };
    lines[at] = field(&name, &to, &without(&rest, "@default"));
}

fn native(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let natives = NATIVES.iter().find(|(of, _)| *of == bare(&ty)).map_or(&[][..], |(_, all)| all);
    let native = dice.pick(natives).copied().unwrap_or_default();
    lines[at] = field(&name, &ty, &format!("{} {native}", without(&rest, "@db.")));
}

fn redefault(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let had = rest.contains("@default");
    let rest = without(&rest, "@default");
    let values = DEFAULTS.iter().find(|(of, _)| *of == ty).map_or(&[][..], |(_, all)| all);
    let value = dice.pick(values).filter(|_| !had || at.is_multiple_of(2));
    let default = value.map(|value| format!(" @default({value})")).unwrap_or_default();
    lines[at] = field(&name, &ty, &(rest + &default));
}

fn add_value(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    if let Some((at, _)) = dice.pick(&heads(lines, "enum")) {
        lines.insert(at + 1 + number % 2, format!("  VALUE_{number}"));
    }
}

fn drop_value(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    if let Some(at) = dice.pick(&inside(lines, "enum")) {
        lines.remove(*at);
    }
}

fn add_index(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ..) = parts(&lines[at]);
    let kinds = [
        "@@index([{}])",
        "@@unique([{}])",
        "@@index([{}(sort: Desc)])",
        "@@index([{}], map: \"ix\")",
        "@@index([{}], type: Hash)",
    ];
    let line = dice.pick(&kinds).map(|kind| format!("  {}", kind.replace("{}", &name)));
    let end = (at..lines.len()).find(|at| lines[*at].trim() == "}");
    if let (Some(line), Some(end)) = (line, end) {
        lines.insert(end, line);
    }
}

fn toggle_unique(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let rest = match rest.contains("@unique") {
        true => without(&rest, "@unique"),
        false => rest + " @unique",
    };
    lines[at] = field(&name, &ty, &rest);
}

/// The key moves to another column.
fn toggle_id(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let with_id: Vec<usize> =
        scalars(lines).into_iter().filter(|at| lines[*at].contains(" @id")).collect();
    let Some(at) = dice.pick(&with_id).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    lines[at] = field(&name, &ty, &without(&rest, "@id"));
    if let Some(next) = scalars(lines).into_iter().find(|next| *next > at) {
        let (name, ty, rest) = parts(&lines[next]);
        let rest = format!("{} @id", without(&rest, "@unique"));
        lines[next] = field(&name, bare(&ty), &rest);
    }
}

fn map_field(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    lines[at] = field(&name, &ty, &format!("{} @map(\"column_{number}\")", without(&rest, "@map")));
}

fn map_model(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let keyword = if dice.below(3) == 0 { "enum" } else { "model" };
    let Some((at, _)) = dice.pick(&heads(lines, keyword)).cloned() else { return };
    let end = (at..lines.len()).find(|at| lines[*at].trim() == "}").unwrap_or(at);
    match (at..end).find(|at| lines[*at].trim().starts_with("@@map")) {
        Some(map) => drop(lines.remove(map)),
        None => lines.insert(end, format!("  @@map(\"mapped_{number}\")")),
    }
}

fn reaction(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let relations: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].contains("references: [")).collect();
    let Some(at) = dice.pick(&relations).copied() else { return };
    let which = *dice.pick(&["onDelete", "onUpdate"]).unwrap_or(&"onDelete");
    let action = dice.pick(ACTIONS).copied().unwrap_or("Cascade");
    if let Some(start) = lines[at].find(&format!("{which}: ")) {
        let from = start + which.len() + 2;
        let length = lines[at][from..].find([',', ')', ' ']).unwrap_or(0);
        lines[at].replace_range(from..from + length, action);
    } else if let Some(start) = lines[at].find("references: [") {
        let end = lines[at][start..].find(']').map_or(start, |end| start + end + 1);
        lines[at].insert_str(end, &format!(", {which}: {action}"));
    }
}

fn rename_field(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let Some(at) = dice.pick(&scalars(lines)).copied() else { return };
    let (_, ty, rest) = parts(&lines[at]);
    lines[at] = field(&format!("renamed{number}"), &ty, &rest);
}

fn enum_or_text(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let enums = heads(lines, "enum");
    let is_enum = |ty: &str| enums.iter().any(|(_, name)| name == ty);
    let to_text = dice.below(2) == 0;
    let candidates =
        if to_text { fields(lines, is_enum) } else { fields(lines, |ty| ty == "String") };
    let (Some(at), Some((_, name))) = (dice.pick(&candidates).copied(), dice.pick(&enums)) else {
        return;
    };
    let (of, ty, rest) = parts(&lines[at]);
    let arity = ty[bare(&ty).len()..].to_owned();
    let to = if to_text { "String" } else { name.as_str() };
    let rest = without(&without(&rest, "@default"), "@db.");
    lines[at] = field(&of, &format!("{to}{arity}"), &rest);
}

fn redefault_enum(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let enums = heads(lines, "enum");
    let of_enum = fields(lines, |ty| enums.iter().any(|(_, name)| name == ty));
    let Some(at) = dice.pick(&of_enum).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let head = enums.iter().find(|(_, name)| name == bare(&ty)).map_or(0, |(at, _)| *at);
    let value = lines[head + 1].split_whitespace().next().unwrap_or_default().to_owned();
    let value = if ty.ends_with(']') { format!("[{value}]") } else { value };
    let default =
        if rest.contains("@default") { String::new() } else { format!(" @default({value})") };
    lines[at] = field(&name, &ty, &(without(&rest, "@default") + &default));
}

/// An implicit many-to-many relation between two models.
fn join(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let models = heads(lines, "model");
    let (Some((_, a)), Some((_, b))) = (dice.pick(&models).cloned(), dice.pick(&models).cloned())
    else {
        return;
    };
    for (on, other, side) in [(&a, &b, "a"), (&b, &a, "b")] {
        let at = heads(lines, "model").into_iter().find(|(_, name)| name == on);
        let line = format!("  join{number}{side} {other}[] @relation(\"join{number}\")");
        lines.insert(at.map_or(0, |(at, _)| at + 1), line);
    }
}

fn drop_relation(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let models = heads(lines, "model");
    let relations = fields(lines, |ty| models.iter().any(|(_, name)| name == ty));
    let Some(at) = dice.pick(&relations).copied() else { return };
    let target = bare(&parts(&lines[at]).1).to_owned();
    let owner = models.iter().rfind(|(head, _)| *head < at).map(|(_, name)| name.clone());
    let owner = owner.unwrap_or_default();
    drop_fields_between(lines, &owner, &target);
}

fn drop_fields_between(lines: &mut Vec<String>, a: &str, b: &str) {
    for (on, other) in [(a, b), (b, a)] {
        let Some((head, _)) = heads(lines, "model").into_iter().find(|(_, name)| name == on) else {
            continue;
        };
        let end = (head..lines.len()).find(|at| lines[*at].trim() == "}").unwrap_or(head);
        let refers = |at: &usize| bare(&parts(&lines[*at]).1) == other;
        let gone: Vec<usize> = (head + 1..end).filter(refers).collect();
        gone.into_iter().rev().for_each(|at| drop(lines.remove(at)));
    }
}

/// A model or an enum with all fields of its type.
fn drop_block(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let keyword = if dice.below(2) == 0 { "enum" } else { "model" };
    let Some((at, name)) = dice.pick(&heads(lines, keyword)).cloned() else { return };
    let end = (at..lines.len()).find(|at| lines[*at].trim() == "}").unwrap_or(at);
    lines.drain(at..=end);
    let refers = fields(lines, |ty| ty == name);
    refers.into_iter().rev().for_each(|at| drop(lines.remove(at)));
}

/// Something moves to another PostgreSQL schema.
fn second_schema(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let placed: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].trim().starts_with("@@schema(")).collect();
    let Some(at) = dice.pick(&placed).copied() else { return };
    let to = if lines[at].contains("\"other\"") { "public" } else { "other" };
    lines[at] = format!("  @@schema(\"{to}\")");
}

/// A line at the end of the block around another one.
fn insert_at_end(lines: &mut Vec<String>, within: usize, line: String) {
    if let Some(end) = (within..lines.len()).find(|at| lines[*at].trim() == "}") {
        lines.insert(end, line);
    }
}

/// A field and one of those below it in the same model.
fn two_fields(lines: &[String], dice: &mut Dice) -> Option<(usize, String, String)> {
    let scalars = scalars(lines);
    let at = *dice.pick(&scalars)?;
    let end = (at..lines.len()).find(|at| lines[*at].trim() == "}")?;
    let below: Vec<usize> = scalars.into_iter().filter(|it| *it > at && *it < end).collect();
    let other = *dice.pick(&below)?;
    Some((at, parts(&lines[at]).0, parts(&lines[other]).0))
}

fn index_over_two(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let Some((at, a, b)) = two_fields(lines, dice) else { return };
    let kinds = [
        format!("@@index([{a}, {b}])"),
        format!("@@index([{b}, {a}(sort: Desc)])"),
        format!("@@unique([{a}, {b}])"),
        format!("@@unique([{b}, {a}], map: \"pair_{number}\")"),
        format!("@@unique([{a}(sort: Desc), {b}], name: \"pair\")"),
    ];
    if let Some(kind) = dice.pick(&kinds) {
        insert_at_end(lines, at, format!("  {kind}"));
    }
}

/// The key of a model goes to two columns, or from them to the first.
fn key_over_two(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let over_two: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].trim().starts_with("@@id([")).collect();
    if let (Some(at), true) = (dice.pick(&over_two).copied(), dice.below(2) == 0) {
        let columns = lines[at].split(['[', ']']).nth(1).unwrap_or_default().to_owned();
        let first = columns.split(',').next().unwrap_or_default();
        lines[at] = format!("  @@id([{first}])");
        return;
    }
    let ids: Vec<usize> =
        scalars(lines).into_iter().filter(|at| lines[*at].contains(" @id")).collect();
    let Some(at) = dice.pick(&ids).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let end = (at..lines.len()).find(|at| lines[*at].trim() == "}").unwrap_or(at);
    let required =
        |it: &usize| *it > at && *it < end && !parts(&lines[*it]).1.ends_with(['?', ']']);
    let Some(other) = scalars(lines).into_iter().find(required) else { return };
    let other = parts(&lines[other]).0;
    lines[at] = field(&name, &ty, &without(&rest, "@id"));
    insert_at_end(lines, at, format!("  @@id([{name}, {other}])"));
}

fn fancy_index(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let kinds: [(&str, &[&str]); 3] = [
        ("Json", &["@@index([{}], type: Gin)", "@@index([{}(ops: JsonbPathOps)], type: Gin)"]),
        (
            "String",
            &["@@index([{}(ops: raw(\"text_pattern_ops\"))])", "@@index([{}], type: SpGist)"],
        ),
        ("DateTime", &["@@index([{}], type: Brin)", "@@index([{}(sort: Desc)], type: BTree)"]),
    ];
    let Some((ty, lines_of)) = dice.pick(&kinds) else { return };
    let Some(at) = dice.pick(&fields(lines, |it| it == *ty)).copied() else { return };
    let (name, ..) = parts(&lines[at]);
    if let Some(line) = dice.pick(lines_of) {
        insert_at_end(lines, at, format!("  {}", line.replace("{}", &name)));
    }
}

/// The constraint behind an attribute gets a name, or loses it.
fn name_constraint(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    const NAMED: [&str; 6] =
        [" @id", " @unique", "@@id(", "@@unique(", "@@index(", "references: ["];
    let has = |at: &usize| NAMED.iter().any(|it| lines[*at].contains(it));
    let named: Vec<usize> = inside(lines, "model").into_iter().filter(has).collect();
    let Some(at) = dice.pick(&named).copied() else { return };
    let line = lines[at].clone();
    let name = format!("map: \"constraint_{number}\"");
    lines[at] = match line.find(", map: \"") {
        Some(start) => {
            let end = line[start + 8..].find('"').map_or(line.len(), |it| start + 9 + it);
            format!("{}{}", &line[..start], &line[end..])
        }
        None if line.contains("(map: ") => return,
        None if line.contains("references: [") || line.contains("@@") => {
            let Some(end) = line.rfind(')') else { return };
            format!("{}, {name}{}", &line[..end], &line[end..])
        }
        None if line.contains(" @unique") => {
            line.replacen(" @unique", &format!(" @unique({name})"), 1)
        }
        None => line.replacen(" @id", &format!(" @id({name})"), 1),
    };
}

fn new_model(lines: &mut Vec<String>, _: &mut Dice, number: usize) {
    let model = "{\n  id Int @id @default(autoincrement())\n  text String?\n  at DateTime @default(now())\n\n  @@index([text, at])\n}";
    lines.extend(format!("model New{number} {model}").lines().map(str::to_owned));
}

fn new_enum(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let enumeration = format!("enum Kind{number} {{\n  ONE @map(\"1\")\n  TWO\n}}");
    lines.extend(enumeration.lines().map(str::to_owned));
    if let Some((at, _)) = dice.pick(&heads(lines, "model")) {
        let kinds = ["? ", "[] @default([TWO])", " @default(ONE)"];
        let kind = dice.pick(&kinds).copied().unwrap_or_default();
        lines.insert(at + 1, format!("  kind{number} Kind{number}{kind}"));
    }
}

/// The model and all fields of its type.
fn rename_model(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let keyword = if dice.below(2) == 0 { "enum" } else { "model" };
    let Some((at, name)) = dice.pick(&heads(lines, keyword)).cloned() else { return };
    let to = format!("Called{number}");
    lines[at] = format!("{keyword} {to} {{");
    for at in fields(lines, |ty| ty == name) {
        let (of, ty, rest) = parts(&lines[at]);
        lines[at] = field(&of, &format!("{to}{}", &ty[bare(&ty).len()..]), &rest);
    }
}

/// A column that leads to the key of another model.
fn many_to_one(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    let ids: Vec<usize> =
        scalars(lines).into_iter().filter(|at| lines[*at].contains(" @id")).collect();
    let (Some(id), Some((from, name))) =
        (dice.pick(&ids).copied(), dice.pick(&heads(lines, "model")).cloned())
    else {
        return;
    };
    let Some((_, to)) = heads(lines, "model").into_iter().rfind(|(at, _)| *at < id) else { return };
    let (key, ty, rest) = parts(&lines[id]);
    let native = rest.split_whitespace().find(|it| it.starts_with("@db.")).unwrap_or_default();
    let arity = *dice.pick(&["", "?"]).unwrap_or(&"?");
    let unique = *dice.pick(&["", "", " @unique"]).unwrap_or(&"");
    let back = if unique.is_empty() { "[]" } else { "?" };
    let relation = format!(
        "  link{number} {to}{arity} @relation(\"link{number}\", fields: [link{number}Id], references: [{key}])"
    );
    lines.insert(from + 1, format!("  link{number}Id {ty}{arity} {native}{unique}"));
    lines.insert(from + 1, relation);
    let target = heads(lines, "model").into_iter().find(|(_, name)| *name == to);
    let back = format!("  linked{number} {name}{back} @relation(\"link{number}\")");
    lines.insert(target.map_or(0, |(at, _)| at + 1), back);
}

/// A relation refers to another unique column of its target, if it has one.
fn to_another_key(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let relations: Vec<usize> =
        (0..lines.len()).filter(|at| lines[*at].contains("references: [id]")).collect();
    let Some(at) = dice.pick(&relations).copied() else { return };
    let target = bare(&parts(&lines[at]).1).to_owned();
    let Some((head, _)) = heads(lines, "model").into_iter().find(|(_, it)| *it == target) else {
        return;
    };
    let end = (head..lines.len()).find(|at| lines[*at].trim() == "}").unwrap_or(head);
    let unique = scalars(lines)
        .into_iter()
        .find(|it| *it > head && *it < end && lines[*it].contains("@unique"));
    let Some(unique) = unique.map(|it| parts(&lines[it]).0) else { return };
    lines[at] = lines[at].replace("references: [id]", &format!("references: [{unique}]"));
}

fn unsupported(lines: &mut Vec<String>, dice: &mut Dice, number: usize) {
    if let Some((at, _)) = dice.pick(&heads(lines, "model")) {
        let types = ["tsvector", "point", "int4range", "macaddr", "interval"];
        let ty = dice.pick(&types).copied().unwrap_or("box");
        lines.insert(at + 1, format!("  other{number} Unsupported(\"{ty}\")?"));
    }
}

/// Between one value of an enum and a list of them.
fn enum_list(lines: &mut Vec<String>, dice: &mut Dice, _: usize) {
    let enums = heads(lines, "enum");
    let of_enum = fields(lines, |ty| enums.iter().any(|(_, name)| name == ty));
    let Some(at) = dice.pick(&of_enum).copied() else { return };
    let (name, ty, rest) = parts(&lines[at]);
    let to = if ty.ends_with(']') { bare(&ty).to_owned() } else { format!("{}[]", bare(&ty)) };
    lines[at] = field(&name, &to, &without(&rest, "@default"));
}

/// The same with every model and enum in a schema that is written out.
pub(super) fn with_schemas(schema: &str) -> String {
    let mut out = String::new();
    let mut block = "";
    for line in schema.lines() {
        let text = line.trim();
        if text.starts_with("model ") || text.starts_with("enum ") {
            block = "placed";
        } else if text.starts_with("datasource ") {
            block = "source";
        }
        if text == "}" {
            match block {
                "placed" => out.push_str("  @@schema(\"public\")\n"),
                "source" => out.push_str("  schemas = [\"public\", \"other\"]\n"),
                _ => {}
            }
            block = "";
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
