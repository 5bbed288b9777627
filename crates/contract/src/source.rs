//! The files of a schema: one file, or a folder of any project.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{fs, io};

use pgschema::SqlFiles;
use psl::{Schema, SourceFile};
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
    #[error("{} has {bytes} bytes, and a schema file at most 4294967295; split it", path.display())]
    TooLarge { path: PathBuf, bytes: usize },
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

/// What is piped in, as a file.
///
/// # Errors
/// [`SourceError`]: it is no text.
pub fn stdin() -> Result<SourceFile, SourceError> {
    let path = Path::new("<stdin>");
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(io_error(path, "read"))?;
    text_file(path, bytes)
}

/// Replaces a file as a whole: whoever reads it meanwhile, or finds it after a crash, has the old
/// text or the new one. Its mode stays, and a link to it stays a link.
///
/// # Errors
/// [`SourceError::Io`].
pub fn write(file: &SourceFile, text: &str) -> Result<(), SourceError> {
    let path = Path::new(&file.path);
    replace(path, text).map_err(io_error(path, "written"))
}

fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    // A file that may not be written may not be replaced.
    fs::OpenOptions::new().write(true).open(&path)?;
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::metadata(&path)
        .and_then(|meta| fs::write(&beside, text).map(|()| meta))
        .and_then(|meta| fs::set_permissions(&beside, meta.permissions()))
        .and_then(|()| fs::rename(&beside, &path));
    if written.is_err() {
        let _leftover = fs::remove_file(&beside);
    }
    written
}

/// The SQL files that a schema's directives name, below its folder. One that is not there is left
/// out: whoever needs it says so, with its place.
pub(crate) fn sql(folder: &Path, schema: &Schema) -> Result<SqlFiles, SourceError> {
    let mut files = SqlFiles::new();
    for name in pgschema::sql_files(schema) {
        let path = folder.join(&name);
        if path.is_file() {
            files.insert(name, read_file(&path)?.text);
        }
    }
    Ok(files)
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
    text_file(path, fs::read(path).map_err(io_error(path, "read"))?)
}

/// Places in a file are 32 bits wide.
fn text_file(path: &Path, bytes: Vec<u8>) -> Result<SourceFile, SourceError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(SourceError::TooLarge { path: path.to_owned(), bytes: bytes.len() });
    }
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
