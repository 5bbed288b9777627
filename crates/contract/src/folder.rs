//! A contract folder, read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use migrate::Folder;
use pgschema::{Catalogue, Hints, SchemaError, SqlFiles};
use psl::{Analysis, Diagnostic, Schema, SourceFile, Span};
use serde_json::Value;

use crate::ContractError;
use crate::error::Located;
use crate::source;

/// `contract/`: the schema and everything beside it.
#[derive(Clone, Debug)]
pub struct Contract {
    /// As it was named.
    path: PathBuf,
    root: PathBuf,
    /// Where the migrations are, if not beside the schema.
    migrations: Option<PathBuf>,
    /// Directives of which no more is to be in the database than is said; see [`Hints::declaring`].
    declares: Vec<String>,
    files: Vec<SourceFile>,
    analysis: Analysis,
    /// What `@sql`, `@trigger`, `@function` and `@object` name.
    sql: SqlFiles,
}

impl Contract {
    /// Reads the schema: `path/schema/**/*.prisma`, else `path/**/*.prisma`, else `path` as one file,
    /// beside which everything else then stands. Findings are no error here; see
    /// [`Contract::diagnostics`] and [`Contract::validate`].
    ///
    /// # Errors
    /// [`ContractError::Source`].
    pub fn load(path: &Path) -> Result<Self, ContractError> {
        let folder = source::inner(path);
        let files = source::read(folder.as_deref().unwrap_or(path))?;
        let analysis = psl::analyze(&files);
        let root = if path.is_file() { path.parent().unwrap_or(path) } else { path };
        let sql = source::sql(folder.as_deref().unwrap_or(root), &analysis.schema)?;
        let (path, root) = (path.to_path_buf(), root.to_path_buf());
        let (migrations, declares) = (None, Vec::new());
        Ok(Self { path, root, migrations, declares, files, analysis, sql })
    }

    /// The same, taken to declare all of what these directives speak of.
    #[must_use]
    pub fn declaring(self, directives: &[String]) -> Self {
        Self { declares: directives.to_vec(), ..self }
    }

    /// The same with its migrations in a folder that is said.
    #[must_use]
    pub fn with_migrations(self, folder: Option<PathBuf>) -> Self {
        Self { migrations: folder, ..self }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// Errors and warnings, in the order of [`Analysis::diagnostics`].
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.analysis.diagnostics
    }

    /// The schema, if it has no errors.
    ///
    /// # Errors
    /// [`ContractError::Invalid`].
    pub fn validate(&self) -> Result<&Schema, ContractError> {
        match self.diagnostics().iter().filter(|it| it.is_error()).count() {
            0 => Ok(&self.analysis.schema),
            errors => Err(ContractError::Invalid {
                path: self.path.display().to_string(),
                errors,
                files: self.files.clone(),
                findings: self.diagnostics().to_vec(),
            }),
        }
    }

    /// What a difference to the schema has to know beside it.
    pub(crate) fn hints(&self) -> Result<Hints, ContractError> {
        let hints = Hints::from_schema(self.validate()?);
        let hints = hints.map_err(|errors| self.unrepresentable(&errors))?;
        Ok(hints.declaring(self.declares.iter().map(String::as_str)))
    }

    /// The catalogue that the schema asks for.
    ///
    /// # Errors
    /// [`ContractError::Invalid`], [`ContractError::Unrepresentable`].
    pub fn catalogue(&self) -> Result<Catalogue, ContractError> {
        pgschema::from_schema_with(self.validate()?, &self.sql)
            .map_err(|errors| self.unrepresentable(&errors))
    }

    pub(crate) fn unrepresentable(&self, errors: &[SchemaError]) -> ContractError {
        let located = errors.iter().map(|it| self.located(&it.span, it.to_string()));
        ContractError::Unrepresentable(located.collect())
    }

    fn located(&self, span: &Span, message: String) -> Located {
        let file = self.files.get(span.file.0 as usize);
        let before = file.and_then(|file| file.text.get(..span.range.start as usize));
        Located {
            file: file.map(|file| file.path.clone()).unwrap_or_default(),
            line: before.map_or(1, |text| text.matches('\n').count() + 1),
            message,
        }
    }

    /// The folder that is said, else `migrations` beside the schema, or beside the folder `schema`
    /// that is it.
    #[must_use]
    pub fn migrations_folder(&self) -> PathBuf {
        if let Some(said) = &self.migrations {
            return said.clone();
        }
        let inside = self.root.join("migrations");
        let beside = self.root.with_file_name("migrations");
        let is_schema = self.root.file_name().is_some_and(|name| name == "schema");
        if is_schema && !inside.is_dir() && beside.is_dir() { beside } else { inside }
    }

    /// # Errors
    /// [`ContractError::Folder`].
    pub fn migrations(&self) -> Result<Folder, ContractError> {
        Ok(Folder::read(&self.migrations_folder())?)
    }

    /// The statements of `queries/*.sql`, each with its file's name.
    ///
    /// # Errors
    /// [`ContractError::Io`], [`ContractError::Statements`].
    pub fn statements(&self) -> Result<Vec<migrate::Statement>, ContractError> {
        statements_in(&self.root.join("queries"))
    }

    /// The files of schema and statements, from the contract's folder.
    ///
    /// # Errors
    /// [`ContractError::Io`].
    pub(crate) fn texts(&self) -> Result<Vec<String>, ContractError> {
        let within = |path: &Path| path.strip_prefix(&self.root).ok().map(Path::to_path_buf);
        let schema = self.files.iter().map(|file| PathBuf::from(&file.path));
        let queries = self.root.join("queries");
        let queries = if queries.is_dir() { files_in(&queries, ".sql")? } else { Vec::new() };
        let all = schema.chain(queries).filter_map(|path| within(&path));
        Ok(all.map(|path| path.to_string_lossy().into_owned()).collect())
    }

    /// The JSON Schemas of `documents/*.schema.json`, by the names of their files.
    ///
    /// # Errors
    /// [`ContractError::Io`], [`ContractError::Document`].
    pub fn documents(&self) -> Result<BTreeMap<String, Value>, ContractError> {
        documents_in(&self.root)
    }

    /// The canonical `contract.json` and its hash.
    ///
    /// # Errors
    /// As [`Contract::catalogue`] and [`Contract::documents`].
    pub fn canonical(&self) -> Result<pgschema::Contract, ContractError> {
        let documents = self
            .documents()?
            .into_iter()
            .map(|(file, schema)| (file.trim_end_matches(".schema.json").to_owned(), schema));
        pgschema::contract(self.validate()?, &self.sql, &documents.collect())
            .map_err(|errors| self.unrepresentable(&errors))
    }
}

/// The documents of a schema of any project, by their names: `documents/*.schema.json` in the folder
/// that is the schema, or beside the file that is, or one up.
///
/// # Errors
/// [`ContractError::Io`], [`ContractError::Document`].
pub fn documents_beside(schema: &Path) -> Result<BTreeMap<String, Value>, ContractError> {
    let folders = schema.ancestors().take(3).filter(|it| it.join("documents").is_dir());
    let found = folders.map(documents_in).next().unwrap_or_else(|| Ok(BTreeMap::new()))?;
    let name = |(file, it): (String, Value)| (file.trim_end_matches(".schema.json").to_owned(), it);
    Ok(found.into_iter().map(name).collect())
}

/// The statements of a schema of any project: `queries/*.sql` in the folder that is the schema, or
/// beside the file that is. None where there is no such folder.
///
/// # Errors
/// [`ContractError::Io`], [`ContractError::Statements`].
pub fn statements_beside(schema: &Path) -> Result<Vec<migrate::Statement>, ContractError> {
    let folder = schema.parent().filter(|_| schema.is_file()).unwrap_or(schema);
    statements_in(&folder.join("queries"))
}

fn documents_in(root: &Path) -> Result<BTreeMap<String, Value>, ContractError> {
    let folder = root.join("documents");
    let paths = if folder.is_dir() { files_in(&folder, ".schema.json")? } else { Vec::new() };
    let documents = paths.iter().map(|path| {
        let text = read(path)?.text;
        let wrong = |source| ContractError::Document { path: path.clone(), source };
        Ok((file_name(path), serde_json::from_str(&text).map_err(wrong)?))
    });
    documents.collect()
}

/// The statements of the `*.sql` files in a folder; none where there is no folder.
pub(crate) fn statements_in(folder: &Path) -> Result<Vec<migrate::Statement>, ContractError> {
    let paths = if folder.is_dir() { files_in(folder, ".sql")? } else { Vec::new() };
    let texts = paths.iter().map(|path| {
        let file = read(path)?;
        Ok((file.path, file.text))
    });
    let texts: Vec<(String, String)> = texts.collect::<Result<_, ContractError>>()?;
    migrate::statements::parse(&texts).map_err(ContractError::Statements)
}

/// Sorted by name.
fn files_in(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, ContractError> {
    let entries = fs::read_dir(folder).map_err(ContractError::io(folder))?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(ContractError::io(folder))?.path();
        if file_name(&path).ends_with(suffix) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<SourceFile, ContractError> {
    let text = fs::read_to_string(path).map_err(ContractError::io(path))?;
    Ok(SourceFile { path: path.display().to_string(), text })
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
