//! Files that were generated for any project, brought up to date in a folder of the user's.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use codegen::{GeneratedFile, Target, TargetInput, mark, refused_options};

use crate::{ContractError, Generated, whole};

/// Folders in which no generated file is looked for.
const SKIPPED: [&str; 2] = ["node_modules", "target"];

/// A mark stands in the first lines.
const HEAD: u64 = 512;

/// Makes the files of the targets and writes those that changed into `out`, each whole or not at
/// all. A file that an earlier run of the same targets made and that follows from nothing any more
/// is removed; others are left alone. With `check`, nothing is written.
///
/// # Errors
/// What is wrong with the schema for a target, two targets that make one file, a folder that can't
/// be written; [`ContractError::Stale`] with `check`.
pub fn generate_into(
    out: &Path,
    targets: &[&Target],
    input: &TargetInput<'_>,
    check: bool,
) -> Result<Generated, ContractError> {
    let refused = refused_options(targets, input.options);
    if !refused.is_empty() {
        return Err(ContractError::Codegen(refused));
    }
    let files = files(targets, input)?;
    let changed: Vec<&GeneratedFile> = files.iter().filter(|file| differs(out, file)).collect();
    let orphans = orphans(out, targets, &files)?;
    if check && !(changed.is_empty() && orphans.is_empty()) {
        return Err(ContractError::stale(&changed, &orphans));
    }
    for file in &changed {
        let path = out.join(&file.path);
        whole::write_derived(&path, &file.contents).map_err(ContractError::io(&path))?;
    }
    for path in &orphans {
        let path = out.join(path);
        fs::remove_file(&path).map_err(ContractError::io(&path))?;
    }
    let written = changed.iter().map(|file| file.path.clone()).collect();
    Ok(Generated { written, removed: orphans, files: files.len() })
}

fn files(
    targets: &[&Target],
    input: &TargetInput<'_>,
) -> Result<Vec<GeneratedFile>, ContractError> {
    let mut of: BTreeMap<String, &str> = BTreeMap::new();
    let mut files = Vec::new();
    for target in targets {
        for file in (target.generate)(input).map_err(ContractError::Codegen)? {
            if let Some(first) = of.insert(file.path.clone(), target.name) {
                let second = target.name;
                return Err(ContractError::OneFile { path: file.path, first, second });
            }
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

fn differs(out: &Path, file: &GeneratedFile) -> bool {
    fs::read(out.join(&file.path)).ok().as_deref() != Some(file.contents.as_bytes())
}

/// Files below `out` with the mark of one of the targets that are not among the generated ones.
fn orphans(
    out: &Path,
    targets: &[&Target],
    files: &[GeneratedFile],
) -> Result<Vec<String>, ContractError> {
    let marks: Vec<String> = targets.iter().map(|target| mark(target.name)).collect();
    let mut found = Vec::new();
    if out.is_dir() {
        walk(out, &PathBuf::new(), &mut found)?;
    }
    found.retain(|path| files.iter().all(|file| file.path != *path));
    found.retain(|path| head(&out.join(path)).is_ok_and(|it| marks.iter().any(|m| it.contains(m))));
    found.sort();
    Ok(found)
}

/// Files with a kind of name that we generate. Links are not followed.
fn walk(out: &Path, below: &Path, found: &mut Vec<String>) -> Result<(), ContractError> {
    let folder = out.join(below);
    for entry in fs::read_dir(&folder).map_err(ContractError::io(&folder))? {
        let entry = entry.map_err(ContractError::io(&folder))?;
        let name = entry.file_name();
        let text = name.to_string_lossy();
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() && !text.starts_with('.') && !SKIPPED.contains(&&*text) {
            walk(out, &below.join(&name), found)?;
        } else if kind.is_file()
            && [".rs", ".ts", ".json", ".svg", ".md"].iter().any(|it| text.ends_with(it))
        {
            found.push(below.join(&name).to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

fn head(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(HEAD).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
