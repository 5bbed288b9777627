//! The schema's own layout.

use std::path::Path;

use crate::generate::write;
use crate::{Contract, ContractError};

impl Contract {
    /// Lays out the schema files as `prisma format` does, and answers which of them were not formatted. With `check`, none
    /// is written.
    ///
    /// # Errors
    /// [`ContractError::Io`].
    pub fn format(&self, check: bool) -> Result<Vec<String>, ContractError> {
        let mut changed = Vec::new();
        for file in self.files() {
            let text = psl::format(&file.text);
            if text != file.text {
                if !check {
                    write(Path::new(&file.path), &text)?;
                }
                changed.push(file.path.clone());
            }
        }
        Ok(changed)
    }
}
