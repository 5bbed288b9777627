//! The contract in an editor.
//!
//! What an editor asks is answered by functions over a [`Project`]: text and a place in, values of
//! the protocol out. [`serve`] is the loop around them.
//!
//! ```
//! let text = "model User {\n  id Int @id\n  posts Post[]\n}\n\nmodel Post {\n  id Int @id\n}\n";
//! let file = psl::SourceFile { path: "/schema.prisma".into(), text: text.into() };
//! let project = lsp::Project::new(vec![file]);
//! let at = text.find("Post[]").expect("it is there");
//! let definition = lsp::definition(&project, lsp::Place { file: 0, offset: at }).expect("a model");
//! assert_eq!(project.text_of(&definition), "Post");
//! ```

mod actions;
mod completion;
mod documents;
mod findings;
mod hover;
mod names;
mod outline;
mod places;
mod project;
mod rename;
mod serve;
mod uri;

pub use actions::fixes;
pub use completion::complete;
pub use findings::findings;
pub use hover::hover;
pub use names::{Occurrence, Symbol, definition, references};
pub use outline::outline;
pub use places::Lines;
pub use project::{Place, Project};
pub use rename::{RenameError, rename, renameable};
pub use serve::{ServeError, serve, serve_stdio};
