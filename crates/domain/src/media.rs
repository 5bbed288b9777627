//! What a file is, told by its first bytes. What its sender calls it counts for nothing.

use card::Picture;

use crate::MediaType;

impl MediaType {
    /// What these bytes are. What is nothing else is text, which no browser runs.
    pub fn sniff(bytes: &[u8]) -> Self {
        match Picture::of(bytes) {
            Some(Picture::Png) => Self::Png,
            Some(Picture::Jpeg) => Self::Jpeg,
            Some(Picture::Webp) => Self::Webp,
            None if card::is_archive(bytes) => Self::Zip,
            None if looks_like_json(bytes) => Self::Json,
            None => Self::Text,
        }
    }

    /// As `Content-Type` has it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Zip => "application/zip",
            Self::Json => "application/json",
            Self::Text => "text/plain",
        }
    }
}

fn looks_like_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    matches!(text, [b'{' | b'[', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let is = |bytes: &[u8], mime: &str| assert_eq!(MediaType::sniff(bytes).mime(), mime);
        is(b"\x89PNG\r\n\x1a\n\0\0", "image/png");
        is(b"\xff\xd8\xff\xe0", "image/jpeg");
        is(b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp");
        is(b"RIFF\x10\0\0\0WAVE", "text/plain");
        is(b"PK\x03\x04..", "application/zip");
        is(b"\xef\xbb\xbf \n{\"name\":1}", "application/json");
        is(b"<html><script>", "text/plain");
        is(b"name: Ada", "text/plain");
    }
}
