//! Character card formats, lorebook activation, prompt preview.
