//! A database's catalogue into the schema's files.

use std::fs;
use std::path::{Path, PathBuf};

use migrate::PullError;
use pgschema::to_schema::{PullOptions, Pulled};
use psl::SourceFile;

use crate::scratch::look;
use crate::{ContractError, source, whole};

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
    let path = source::inner(path).unwrap_or_else(|| path.to_path_buf());
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
        let backup = before.map(|_| keep(&path)).transpose()?;
        whole::write(&path, &file.text).map_err(ContractError::io(&path))?;
        replaced.push(Replaced { path, backup });
    }
    Ok(replaced)
}

fn keep(path: &Path) -> Result<PathBuf, ContractError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".bak");
    let backup = path.with_file_name(name);
    whole::copy(path, &backup).map_err(ContractError::io(&backup))?;
    Ok(backup)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use pgschema::to_schema::Pulled;
    use psl::SourceFile;

    use super::write_pulled;

    #[test]
    fn a_schema_behind_a_link_keeps_its_link_and_mode() {
        let dir = std::env::temp_dir().join(format!("contract-pull-{}", std::process::id()));
        let (real, link) = (dir.join("real.prisma"), dir.join("schema.prisma"));
        fs::create_dir_all(&dir).and_then(|()| fs::write(&real, "before")).expect("a file");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).expect("a mode");
        symlink("real.prisma", &link).expect("a link");
        let file = SourceFile { path: link.display().to_string(), text: "after".into() };
        let pulled = Pulled { files: vec![file], ..Pulled::default() };
        let replaced = write_pulled(&pulled).expect("it is written");
        let backup = replaced[0].backup.as_ref().expect("what was there");
        assert!(link.is_symlink());
        for (path, text) in [(&real, "after"), (backup, "before")] {
            let mode = fs::metadata(path).expect("it").permissions().mode() & 0o777;
            assert_eq!((fs::read_to_string(path).expect("it").as_str(), mode), (text, 0o600));
        }
        fs::remove_dir_all(&dir).expect("gone");
    }
}
