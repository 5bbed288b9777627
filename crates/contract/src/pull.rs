//! A database's catalogue into the schema's files.

use std::fs;
use std::path::{Path, PathBuf};

use migrate::PullError;
use pgschema::to_schema::{PullOptions, Pulled};
use psl::SourceFile;

use crate::output::write_whole;
use crate::scratch::look;
use crate::{ContractError, source};

/// Where the new files of a schema go.
const NEW_SCHEMA: &str = "schema.prisma";

/// Reads a database as a schema: the files at `path` brought up to date, or a new one. Nothing is
/// written. With `afresh`, what the files say is not kept.
///
/// # Errors
/// [`ContractError::Invalid`] where the files have errors; [`ContractError::Pull`].
pub async fn pull(
    url: &str,
    path: &Path,
    schemas: &[String],
    afresh: bool,
) -> Result<Pulled, ContractError> {
    let folder = path.join("schema");
    let path = if folder.is_dir() { folder } else { path.to_path_buf() };
    let existing = if afresh { Vec::new() } else { existing(&path)? };
    let (connection, _) = look(url).await?;
    let options = PullOptions { schemas: schemas.to_vec() };
    let pulled = migrate::pull(connection.client(), &existing, &options).await;
    let mut pulled = pulled.map_err(|error| match error {
        PullError::Schema(findings) => invalid(&path, &existing, findings),
        error => ContractError::Pull(error),
    })?;
    if existing.is_empty() {
        place(&path, &mut pulled.files);
        place(&path, &mut pulled.sql_files);
    }
    Ok(pulled)
}

/// Nothing where there is no file yet.
fn existing(path: &Path) -> Result<Vec<SourceFile>, ContractError> {
    match source::read(path) {
        Err(source::SourceError::Missing(_) | source::SourceError::Empty(_)) => Ok(Vec::new()),
        read => Ok(read?),
    }
}

fn invalid(path: &Path, files: &[SourceFile], findings: Vec<psl::Diagnostic>) -> ContractError {
    let (path, errors) = (path.display().to_string(), findings.len());
    ContractError::Invalid { path, errors, files: files.to_vec(), findings }
}

/// A name with an extension is meant as the file, any other as a folder.
fn place(path: &Path, files: &mut [SourceFile]) {
    let is_file = path.extension().is_some() && !path.is_dir();
    for file in files {
        let name = match file.path.as_str() {
            NEW_SCHEMA if is_file => path.to_path_buf(),
            name if is_file => path.with_file_name(name),
            name => path.join(name),
        };
        file.path = name.display().to_string();
    }
}

/// A file that a pull changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    pub path: PathBuf,
    /// What stood there before.
    pub backup: Option<PathBuf>,
}

/// Writes what changed, SQL files included, each file whole or not at all; what stood there is kept beside it as `.bak`.
///
/// # Errors
/// [`ContractError::Io`].
pub fn write_pulled(pulled: &Pulled) -> Result<Vec<Replaced>, ContractError> {
    let mut replaced = Vec::new();
    for file in pulled.files.iter().chain(&pulled.sql_files) {
        let path = PathBuf::from(&file.path);
        let before = fs::read(&path).ok();
        if before.as_deref() == Some(file.text.as_bytes()) {
            continue;
        }
        let backup = before.map(|before| keep(&path, &before)).transpose()?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(ContractError::io(folder))?;
        }
        write_whole(&path, &file.text)?;
        replaced.push(Replaced { path, backup });
    }
    Ok(replaced)
}

fn keep(path: &Path, before: &[u8]) -> Result<PathBuf, ContractError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".bak");
    let backup = path.with_file_name(name);
    fs::write(&backup, before).map_err(ContractError::io(&backup))?;
    Ok(backup)
}
