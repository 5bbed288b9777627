//! Everything that follows from a contract, brought up to date.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{GeneratedFile, Input, MigrationFile};

use crate::{Contract, ContractError, Server, whole};

/// What a run changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// Paths from the repository's root.
    pub written: Vec<String>,
    /// Generated once, of no contract any more, and removed.
    pub removed: Vec<String>,
    /// How many files there are in all.
    pub files: usize,
}

/// Folders that hold nothing but generated files.
const GENERATED_FOLDERS: &[&str] = &["crates/domain/src/generated", "crates/store/src/generated"];

impl Contract {
    /// The files that follow from the contract, with nothing written.
    ///
    /// # Errors
    /// All that is wrong with schema, statements or documents.
    pub async fn generated(&self, server: &Server) -> Result<Vec<GeneratedFile>, ContractError> {
        let schema = self.validate()?;
        let canonical = self.canonical()?;
        tracing::info!("describing the statements on a scratch database");
        let statements = self.described(&self.root().join("queries"), server).await?;
        let documents: Vec<String> = self.documents()?.into_keys().collect();
        let migrations: Vec<MigrationFile> = self
            .migrations()?
            .migrations
            .iter()
            .map(|it| MigrationFile { name: it.name.clone(), checksum: it.checksum() })
            .collect();
        let input = Input {
            schema,
            contract_hash: &canonical.hash,
            migrations: &migrations,
            documents: &documents,
            statements: &statements,
            texts: &self.texts()?,
        };
        let mut files = codegen::rust(&input).map_err(ContractError::Codegen)?;
        let published = codegen::published(schema, &canonical.hash);
        files.extend(published.map_err(ContractError::Codegen)?);
        files.push(GeneratedFile::new("contract/published/contract.json", canonical.json));
        Ok(files)
    }

    /// Writes what changed, and removes what nothing generates any more. With `check`, writes
    /// nothing and refuses where something would change.
    ///
    /// `more` are files that others made from the contract, with paths from the repository's root,
    /// which holds the contract folder.
    ///
    /// # Errors
    /// As [`Contract::generated`]; [`ContractError::Stale`] with `check`.
    pub async fn generate(
        &self,
        server: &Server,
        check: bool,
        more: Vec<GeneratedFile>,
    ) -> Result<Generated, ContractError> {
        let mut files = self.generated(server).await?;
        files.extend(more);
        files.sort();
        let repository = self.repository();
        let changed: Vec<&GeneratedFile> =
            files.iter().filter(|file| differs(&repository, file)).collect();
        let orphans = orphans(&repository, &files)?;
        if check && !(changed.is_empty() && orphans.is_empty()) {
            return Err(ContractError::stale(&changed, &orphans));
        }
        for file in &changed {
            let path = repository.join(&file.path);
            whole::write_derived(&path, &file.contents).map_err(ContractError::io(&path))?;
        }
        for path in &orphans {
            let path = repository.join(path);
            fs::remove_file(&path).map_err(ContractError::io(&path))?;
        }
        let written = changed.iter().map(|file| file.path.clone()).collect();
        Ok(Generated { written, removed: orphans, files: files.len() })
    }

    /// The folder that holds the contract folder.
    fn repository(&self) -> PathBuf {
        match self.root().parent() {
            Some(parent) if parent.as_os_str().is_empty() => PathBuf::from("."),
            Some(parent) => parent.to_path_buf(),
            None => self.root().to_path_buf(),
        }
    }
}

fn differs(repository: &Path, file: &GeneratedFile) -> bool {
    fs::read(repository.join(&file.path)).ok().as_deref() != Some(file.contents.as_bytes())
}

/// Files in generated folders that are not among the generated ones.
fn orphans(repository: &Path, files: &[GeneratedFile]) -> Result<Vec<String>, ContractError> {
    let mut found = Vec::new();
    for folder in GENERATED_FOLDERS {
        walk(repository, folder, &mut found)?;
    }
    found.retain(|path| files.iter().all(|file| file.path != *path));
    found.sort();
    Ok(found)
}

fn walk(repository: &Path, folder: &str, found: &mut Vec<String>) -> Result<(), ContractError> {
    let path = repository.join(folder);
    if !path.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(&path).map_err(ContractError::io(&path))? {
        let entry = entry.map_err(ContractError::io(&path))?;
        let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() { walk(repository, &name, found)? } else { found.push(name) }
    }
    Ok(())
}
