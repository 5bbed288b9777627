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

/// The file of a type that no crate has.
pub(super) fn type_file(name: &str) -> GeneratedFile {
    let name = name.to_lowercase();
    let text = TYPES.iter().find(|it| it.0 == name).map_or("", |it| it.1);
    file(&format!("types/{name}.rs"), text)
}

fn file(path: &str, text: &str) -> GeneratedFile {
    GeneratedFile::new(path, format!("// {}\n\n{text}", mark("rust")))
}
