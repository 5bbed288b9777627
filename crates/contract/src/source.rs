//! The files of a schema: one file, or a folder of any project.

use std::path::{Path, PathBuf};
use std::{fs, io};

use psl::SourceFile;
use thiserror::Error;

/// Why there is nothing to read.
#[derive(Debug, Error)]
pub enum SourceError {
    #[error("there is no {}; name a .prisma file, or a folder that holds some", .0.display())]
    Missing(PathBuf),
    #[error("{} holds no *.prisma file; name a .prisma file, or a folder that holds some", .0.display())]
    Empty(PathBuf),
    #[error("{} is not UTF-8: the byte at offset {at} begins no character", path.display())]
    NotText { path: PathBuf, at: usize },
    #[error("{} can't be {doing}: {source}", path.display())]
    Io { path: PathBuf, doing: &'static str, source: io::Error },
}

/// Folders that hold other people's schemas, or none.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// Every `*.prisma` file below, as Prisma takes a folder; sorted by path.
///
/// # Errors
/// [`SourceError`]: nothing there, or what is there is no text.
pub fn read(path: &Path) -> Result<Vec<SourceFile>, SourceError> {
    let mut paths = Vec::new();
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(SourceError::Missing(path.to_owned()));
        }
        Err(error) => return Err(io_error(path, "read")(error)),
        Ok(meta) if meta.is_dir() => collect(path, &mut paths)?,
        Ok(_) => paths.push(path.to_owned()),
    }
    if paths.is_empty() {
        return Err(SourceError::Empty(path.to_owned()));
    }
    paths.sort();
    paths.iter().map(|path| read_file(path)).collect()
}

/// # Errors
/// [`SourceError::Io`].
pub fn write(file: &SourceFile, text: &str) -> Result<(), SourceError> {
    let path = Path::new(&file.path);
    fs::write(path, text).map_err(io_error(path, "written"))
}

/// A link to a folder is not followed: links can lead round in a circle.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    for entry in fs::read_dir(folder).map_err(io_error(folder, "read"))? {
        let entry = entry.map_err(io_error(folder, "read"))?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let folder = entry.file_type().is_ok_and(|it| it.is_dir());
        if folder && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
            collect(&path, paths)?;
        } else if name.ends_with(".prisma") && path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

fn read_file(path: &Path) -> Result<SourceFile, SourceError> {
    let bytes = fs::read(path).map_err(io_error(path, "read"))?;
    let text = String::from_utf8(bytes).map_err(|error| SourceError::NotText {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })?;
    Ok(SourceFile { path: path.display().to_string(), text })
}

fn io_error(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> SourceError {
    let path = path.to_owned();
    move |source| SourceError::Io { path, doing, source }
}
