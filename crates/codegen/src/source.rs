//! Text in the making: lines at a depth.

use std::fmt::Write as _;

/// Writes indented lines; what a generator emits is one of these.
#[derive(Debug, Default)]
pub(crate) struct Source {
    text: String,
    depth: usize,
    indent: &'static str,
}

impl Source {
    pub(crate) fn rust() -> Self {
        Self { indent: "    ", ..Self::default() }
    }

    /// TypeScript, SVG: two spaces.
    pub(crate) fn narrow() -> Self {
        Self { indent: "  ", ..Self::default() }
    }

    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            (0..self.depth).for_each(|_| self.text.push_str(self.indent));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    pub(crate) fn lines<L: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = L>) {
        lines.into_iter().for_each(|line| self.line(line));
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line that opens a block; [`Source::close`] ends it.
    pub(crate) fn open(&mut self, line: impl AsRef<str>) {
        self.line(line);
        self.depth += 1;
    }

    pub(crate) fn close(&mut self, line: impl AsRef<str>) {
        self.depth = self.depth.saturating_sub(1);
        self.line(line);
    }

    /// `/// ` before each line of `text`; nothing where there is none.
    pub(crate) fn docs(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format!("/// {line}").trim_end());
        }
    }

    /// As [`Source::docs`], for prose that others wrote: what would be an example to rustdoc, and so
    /// a test, is text.
    pub(crate) fn prose(&mut self, text: &str) {
        let mut fenced = false;
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.starts_with("```") {
                fenced = !fenced;
                self.line(if fenced { "/// ```text" } else { "/// ```" });
            } else {
                let line = if fenced { line } else { trimmed };
                self.line(format!("/// {line}").trim_end());
            }
        }
        if fenced {
            self.line("/// ```");
        }
    }

    /// `/** … */`; nothing where there is no text.
    pub(crate) fn jsdoc(&mut self, text: &str) {
        let text = text.trim().replace("*/", "*\\/");
        match text.lines().collect::<Vec<_>>().as_slice() {
            [] => {}
            [line] => self.line(format!("/** {line} */")),
            lines => {
                self.line("/**");
                lines.iter().for_each(|line| self.line(format!(" * {line}").trim_end()));
                self.line(" */");
            }
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A Rust literal for text of any content, over as many lines as it has.
pub(crate) fn raw_literal(text: &str) -> String {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}")
}

/// `one,` lines joined until they would pass `width`.
pub(crate) fn wrapped(
    words: impl IntoIterator<Item = impl AsRef<str>>,
    width: usize,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        let word = word.as_ref();
        match lines.last_mut() {
            Some(line) if line.len() + word.len() + 2 <= width => {
                let _ = write!(line, " {word},");
            }
            _ => lines.push(format!("{word},")),
        }
    }
    lines
}
