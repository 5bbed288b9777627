//! What the sender of a file calls it: text of a stranger, kept to be shown and for nothing else.

/// As long as file systems have it.
const CHARS_MAX: usize = 255;

/// The name of a file, without its folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

/// Why a text is not the name of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileNameError {
    /// No file is called so.
    #[error("fileName has {0} characters; a file name has 1 to {CHARS_MAX}, folders not counted")]
    Length(usize),
    /// It would not be one line of text.
    #[error("fileName holds a control character")]
    Control,
}

impl FileName {
    /// The last part of a path, as browsers and command lines send it.
    pub fn parse(path: &str) -> Result<Self, FileNameError> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let length = name.chars().count();
        if !(1..=CHARS_MAX).contains(&length) {
            return Err(FileNameError::Length(length));
        }
        if name.chars().any(char::is_control) {
            return Err(FileNameError::Control);
        }
        Ok(Self(name.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_a_path() {
        let name = |path: &str| FileName::parse(path).map(|name| name.0);
        assert_eq!(name("C:\\fakepath\\ines.png"), Ok("ines.png".to_owned()));
        assert_eq!(name("../../etc/灯.json"), Ok("灯.json".to_owned()));
        assert_eq!(name("cards/"), Err(FileNameError::Length(0)));
        assert_eq!(name(&"x".repeat(256)), Err(FileNameError::Length(256)));
        assert_eq!(name("a\nb"), Err(FileNameError::Control));
    }
}
