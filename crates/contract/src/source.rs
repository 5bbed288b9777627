//! The files of a schema: one file, or a folder of any project.

use std::io::Read;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use pgschema::SqlFiles;
use psl::{Schema, SourceFile};
use thiserror::Error;

use crate::whole;

/// Why there is nothing to read.
#[derive(Debug, Error)]
pub enum SourceError {
    #[error("there is no {}; name a .prisma file, or a folder that holds some", .0.display())]
    Missing(PathBuf),
    #[error("{} holds no *.prisma file; name a .prisma file, or a folder that holds some", .0.display())]
    Empty(PathBuf),
    #[error("{} is neither a file nor a folder, but {what}; name a .prisma file, or a folder that holds some", path.display())]
    NoFile { path: PathBuf, what: &'static str },
    #[error("{} is not UTF-8: on line {line}, the byte at offset {at} (0x{byte:02x}) begins no character; save the file as UTF-8", path.display())]
    NotText { path: PathBuf, at: usize, line: usize, byte: u8 },
    #[error("{} is UTF-16; save it as UTF-8", path.display())]
    Wide { path: PathBuf },
    #[error("{} has more than {BYTES_MAX} bytes, which no schema file has; split it", path.display())]
    TooLarge { path: PathBuf },
    #[error("{} was changed by somebody else meanwhile, and is left as it is; run it again", path.display())]
    Changed { path: PathBuf },
    #[error("{} can't be {doing}: {source}", path.display())]
    Io { path: PathBuf, doing: &'static str, source: io::Error },
}

/// No file is read further. Places in a file are 32 bits wide, and a text of nothing but errors takes
/// some 200 times its size, so that more would not fit into memory. The largest schemas that people
/// write have half a megabyte.
const BYTES_MAX: u64 = 256 << 20;

/// Folders that hold other people's schemas, or none.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// The folder `schema` in a folder: there the schema stands, with the rest of a contract beside it.
pub(crate) fn inner(path: &Path) -> Option<PathBuf> {
    Some(path.join("schema")).filter(|it| it.is_dir())
}

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
        Ok(meta) => match device(meta.file_type()) {
            Some(what) => return Err(SourceError::NoFile { path: path.to_owned(), what }),
            None => paths.push(path.to_owned()),
        },
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
    text_file(Path::new("<stdin>"), io::stdin().lock())
}

/// Replaces a file as a whole; its mode and owner stay, and a link to it stays a link.
///
/// # Errors
/// [`SourceError::Io`]; [`SourceError::Changed`], if it does not say any more what was read.
pub fn write(file: &SourceFile, text: &str) -> Result<(), SourceError> {
    let path = Path::new(&file.path);
    if read_file(path)?.text != file.text {
        return Err(SourceError::Changed { path: path.to_owned() });
    }
    whole::write(path, text).map_err(io_error(path, "written"))
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
    text_file(path, fs::File::open(path).map_err(io_error(path, "read"))?)
}

/// What a file has to be in order to end. A pipe does: so a shell hands over what a command prints.
fn device(kind: fs::FileType) -> Option<&'static str> {
    if kind.is_char_device() || kind.is_block_device() {
        return Some("a device");
    }
    kind.is_socket().then_some("a socket")
}

fn text_file(path: &Path, from: impl Read) -> Result<SourceFile, SourceError> {
    let mut bytes = Vec::new();
    from.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io_error(path, "read"))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(SourceError::TooLarge { path: path.to_owned() });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile { path: path.display().to_string(), text }),
        Err(error) => Err(no_text(path, error.utf8_error().valid_up_to(), error.as_bytes())),
    }
}

/// Editors of Windows like UTF-16, which begins with a mark of its own.
fn no_text(path: &Path, at: usize, bytes: &[u8]) -> SourceError {
    let path = path.to_owned();
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return SourceError::Wide { path };
    }
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    SourceError::NotText { path, at, line, byte: bytes[at] }
}

fn io_error(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> SourceError {
    let path = path.to_owned();
    move |source| SourceError::Io { path, doing, source }
}
