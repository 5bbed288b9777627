//! What is the same for every project, as it stands in `output/`.

use crate::{GeneratedFile, mark};

macro_rules! files {
    ($folder:literal: $($name:literal)*) => {
        &[$(($name, include_str!(concat!("output/", $folder, "/", $name, ".rs")))),*]
    };
}

const SQL: &[(&str, &str)] = files! {
    "sql": "column" "error" "filter" "find" "key" "link" "load" "macros" "mod" "model" "statement"
    "text" "value" "write"
};

const TYPES: &[(&str, &str)] = files! { "types": "bits" "inet" "made" "money" "timetz" "xml" };

pub(super) fn files() -> Vec<GeneratedFile> {
    SQL.iter().map(|(name, text)| file(&format!("sql/{name}.rs"), text)).collect()
}

/// How serde writes a type of these, and what that leans on.
const SERDE: &[(&str, &str, &str)] = &[
    ("bits", "#[serde(from = \"String\", into = \"String\")]", BITS_AS_TEXT),
    ("inet", "#[serde(try_from = \"String\", into = \"String\")]", INET_AS_TEXT),
    ("money", "#[serde(transparent)]", ""),
    ("timetz", "", ""),
    ("xml", "#[serde(transparent)]", ""),
];

const BITS_AS_TEXT: &str = "
impl From<String> for Bits {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Bits> for String {
    fn from(bits: Bits) -> Self {
        bits.to_string()
    }
}
";

const INET_AS_TEXT: &str = "
impl TryFrom<String> for Inet {
    type Error = Failure;

    fn try_from(text: String) -> Result<Self, Failure> {
        text.parse()
    }
}

impl From<Inet> for String {
    fn from(inet: Inet) -> Self {
        inet.to_string()
    }
}
";

/// The file of a type that no crate has.
pub(super) fn type_file(name: &str, serde: bool) -> GeneratedFile {
    let name = name.to_lowercase();
    let text = TYPES.iter().find(|it| it.0 == name).map_or("", |it| it.1);
    let path = format!("types/{name}.rs");
    match SERDE.iter().find(|it| serde && it.0 == name) {
        Some((_, how, more)) => file(&path, &(derived(text, how) + more)),
        None => file(&path, text),
    }
}

fn derived(text: &str, how: &str) -> String {
    let more = format!("#[derive(serde::Serialize, serde::Deserialize)]\n{how}\npub struct");
    text.replacen("pub struct", &more.replace("\n\n", "\n"), 1)
}

fn file(path: &str, text: &str) -> GeneratedFile {
    GeneratedFile::new(path, format!("// {}\n\n{text}", mark("rust")))
}
