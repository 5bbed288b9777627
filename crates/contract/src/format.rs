//! The schema's own layout.

use crate::{Contract, ContractError, source};

impl Contract {
    /// Lays out the schema files as `prisma format` does, and answers which of them were not formatted. With `check`, none
    /// is written.
    ///
    /// # Errors
    /// [`ContractError::Source`].
    pub fn format(&self, check: bool) -> Result<Vec<String>, ContractError> {
        let mut changed = Vec::new();
        for file in self.files() {
            let text = psl::format(&file.text);
            if text != file.text {
                if !check {
                    source::write(file, &text)?;
                }
                changed.push(file.path.clone());
            }
        }
        Ok(changed)
    }
}
