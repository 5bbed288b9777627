//! What is open in the editor, over what lies on disk; and which files make one schema.

use std::collections::BTreeMap;
use std::path::Path;

use lsp_types::TextDocumentContentChangeEvent;
use psl::SourceFile;

use crate::places::Lines;
use crate::project::Project;

/// Folders above a file in which the rest of its schema is looked for: `schema/models/user.prisma`.
const LEVELS_MAX: usize = 3;

/// Reads the files of a folder; what can't be read is not there.
pub(crate) type Load<'l> = &'l dyn Fn(&Path) -> Vec<SourceFile>;

pub(crate) struct Documents<'l> {
    load: Load<'l>,
    open: BTreeMap<String, String>,
    /// Folders as they were read last.
    disk: BTreeMap<String, Vec<SourceFile>>,
    project: Option<Project>,
}

impl<'l> Documents<'l> {
    pub(crate) fn new(load: Load<'l>) -> Self {
        Self { load, open: BTreeMap::new(), disk: BTreeMap::new(), project: None }
    }

    pub(crate) fn open(&mut self, path: String, text: String) {
        self.open.insert(path, text);
        self.forget();
    }

    pub(crate) fn close(&mut self, path: &str) {
        self.open.remove(path);
        self.forget();
    }

    pub(crate) fn change(&mut self, path: &str, changes: Vec<TextDocumentContentChangeEvent>) {
        if let Some(text) = self.open.get_mut(path) {
            changes.into_iter().for_each(|it| apply(text, it));
        }
        self.project = None;
    }

    /// Files on disk may be others now.
    pub(crate) fn forget(&mut self) {
        self.disk.clear();
        self.project = None;
    }

    /// The schema that a file belongs to.
    pub(crate) fn project(&mut self, path: &str) -> &Project {
        let known = self.project.take().filter(|it| it.file(path).is_some());
        let project = match known {
            Some(project) => project,
            None => Project::new(self.files_with(path)),
        };
        self.project.insert(project)
    }

    /// All files of the nearest folder with one datasource. A file with a datasource of its own
    /// stands alone beside others that have one: they are schemas of their own.
    fn files_with(&mut self, path: &str) -> Vec<SourceFile> {
        let own = SourceFile {
            path: path.to_owned(),
            text: self.open.get(path).cloned().unwrap_or_default(),
        };
        let folders = Path::new(path).ancestors().skip(1).take(LEVELS_MAX);
        for folder in folders.filter(|folder| folder.parent().is_some()) {
            let files = self.folder(folder, &own);
            match files.iter().filter(|file| has_datasource(&file.text)).count() {
                0 => {}
                1 => return files,
                _ => return vec![own],
            }
        }
        vec![own]
    }

    fn folder(&mut self, folder: &Path, own: &SourceFile) -> Vec<SourceFile> {
        let load = self.load;
        let key = folder.to_string_lossy().into_owned();
        let read = self.disk.entry(key).or_insert_with(|| load(folder));
        let mut files: BTreeMap<String, String> =
            read.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
        let opened = self.open.iter().filter(|(path, _)| Path::new(path).starts_with(folder));
        files.extend(opened.map(|(path, text)| (path.clone(), text.clone())));
        files.insert(own.path.clone(), own.text.clone());
        files.into_iter().map(|(path, text)| SourceFile { path, text }).collect()
    }
}

fn has_datasource(text: &str) -> bool {
    text.lines().any(|line| line.trim_start().starts_with("datasource"))
}

fn apply(text: &mut String, change: TextDocumentContentChangeEvent) {
    let Some(range) = change.range else {
        *text = change.text;
        return;
    };
    let lines = Lines::new(text);
    let (start, end) = (lines.offset(text, range.start), lines.offset(text, range.end));
    text.replace_range(start..end.max(start), &change.text);
}
