//! One side of a comparison: nothing, a schema, a folder of migrations or a database.

use std::path::{Path, PathBuf};

use contract::Connection;
use migrate::{Folder, shadow};
use pgschema::{Catalogue, Hints, SchemaError};
use psl::{Analysis, SourceFile};

use super::scratch::Scratch;
use super::{count, show, source};
use crate::failure::Failure;

/// What was asked for.
#[derive(Clone, Debug)]
pub(super) enum Side {
    Empty,
    Schema(PathBuf),
    Migrations(PathBuf),
    Url(String),
}

/// What a schema comes to.
pub(super) struct Model {
    pub(super) catalogue: Catalogue,
    pub(super) hints: Hints,
}

impl Side {
    /// Whether a server prints its expressions.
    pub(super) fn is_from_server(&self) -> bool {
        matches!(self, Side::Migrations(_) | Side::Url(_))
    }

    /// The schemas that it is about, where it says so itself.
    pub(super) fn schemas(&self) -> Result<Vec<String>, Failure> {
        match self {
            Side::Schema(path) => Ok(model(path)?.catalogue.schemas.into_iter().collect()),
            _ => Ok(Vec::new()),
        }
    }

    /// Its catalogue; in a server's words if `canonical`, as the other side is then in them too.
    pub(super) async fn catalogue(
        &self,
        scratch: &Scratch,
        canonical: bool,
        schemas: &[String],
    ) -> Result<Catalogue, Failure> {
        match self {
            Side::Empty => Ok(Catalogue::default()),
            Side::Schema(path) if canonical => {
                let catalogue = model(path)?.catalogue;
                Ok(shadow::canonical(&scratch.open().await?.config, &catalogue).await?)
            }
            Side::Schema(path) => Ok(model(path)?.catalogue),
            Side::Migrations(path) => {
                let folder = Folder::read(existing(path)?)?;
                Ok(shadow::replay(&scratch.open().await?.config, &folder, schemas).await?)
            }
            Side::Url(url) => {
                let connection = Connection::open(url).await?;
                Ok(migrate::introspect(connection.client(), schemas).await?)
            }
        }
    }

    /// The renames that it declares.
    pub(super) fn hints(&self) -> Result<Hints, Failure> {
        match self {
            Side::Schema(path) => Ok(model(path)?.hints),
            _ => Ok(Hints::default()),
        }
    }
}

/// A folder that holds no migrations yet is fine where `migrate dev` writes the first; here a name
/// that was mistyped would look like an empty database.
fn existing(path: &Path) -> Result<&Path, Failure> {
    match path.is_dir() {
        true => Ok(path),
        false => Err(Failure::new(format!("there is no migrations folder {}", path.display()))),
    }
}

fn model(path: &Path) -> Result<Model, Failure> {
    let files = source::read(path)?;
    let Analysis { schema, diagnostics } = psl::analyze(&files);
    let errors = diagnostics.iter().filter(|finding| finding.is_error()).count();
    if errors > 0 {
        show(&files, &diagnostics);
        return Err(Failure::new(format!("{} has {}", path.display(), count(errors, "error"))));
    }
    let unrepresentable = |errors| refused(&files, errors);
    let catalogue = pgschema::from_schema(&schema).map_err(unrepresentable)?;
    let hints = Hints::from_schema(&schema).map_err(unrepresentable)?;
    Ok(Model { catalogue, hints })
}

/// Each with its place.
fn refused(files: &[SourceFile], errors: Vec<SchemaError>) -> Failure {
    let line = |error: SchemaError| {
        let file = files.get(error.span.file.0 as usize);
        let before = file.and_then(|file| file.text.get(..error.span.range.start as usize));
        let number = before.map_or(1, |text| text.matches('\n').count() + 1);
        format!("{}:{number}: {error}", file.map_or("", |file| file.path.as_str()))
    };
    Failure::new(errors.into_iter().map(line).collect::<Vec<_>>().join("\n"))
}
