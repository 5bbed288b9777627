//! Which specification, in which container.

use std::fmt;

/// A character card specification, oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spec {
    /// Six fields, flat.
    V1,
    /// `chara_card_v2`.
    V2,
    /// `chara_card_v3`.
    V3,
}

impl Spec {
    /// What `spec` says, in a card of this specification.
    pub fn tag(self) -> Option<&'static str> {
        match self {
            Spec::V1 => None,
            Spec::V2 => Some("chara_card_v2"),
            Spec::V3 => Some("chara_card_v3"),
        }
    }

    /// What `spec_version` says: the version of the specification that we know.
    pub fn version(self) -> &'static str {
        match self {
            Spec::V1 => "1.0",
            Spec::V2 => "2.0",
            Spec::V3 => "3.0",
        }
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The keyword of the text chunk that holds a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keyword {
    /// `chara`: V1 and V2, and what tools put there besides.
    Chara,
    /// `ccv3`: V3. It wins over `chara`.
    Ccv3,
}

impl Keyword {
    /// As it stands in the chunk.
    pub fn as_str(self) -> &'static str {
        match self {
            Keyword::Chara => "chara",
            Keyword::Ccv3 => "ccv3",
        }
    }

    /// Keywords in any case: some tools write `Chara`.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        [Keyword::Chara, Keyword::Ccv3]
            .into_iter()
            .find(|keyword| bytes.eq_ignore_ascii_case(keyword.as_str().as_bytes()))
    }
}

/// What the card came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// A JSON file.
    Json,
    /// A picture, with the card in this chunk.
    Png(Keyword),
    /// An animated picture, with the card in this chunk.
    Apng(Keyword),
}

/// Specification and container of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    /// Which fields it has.
    pub spec: Spec,
    /// What they came in.
    pub container: Container,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.container {
            Container::Json => write!(f, "{} JSON", self.spec),
            Container::Png(keyword) => write!(f, "{} PNG ({})", self.spec, keyword.as_str()),
            Container::Apng(keyword) => write!(f, "{} APNG ({})", self.spec, keyword.as_str()),
        }
    }
}

/// What the first bytes say.
pub(crate) enum Sniffed {
    Png,
    Text,
    Other(&'static str),
}

/// Formats that people offer as cards, by their first bytes.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a zip archive (CHARX, BYAF)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"RIFF", "a WebP picture"),
    (b"GIF8", "a GIF picture"),
];

pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    if bytes.starts_with(&crate::png::SIGNATURE) {
        return Sniffed::Png;
    }
    match OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, format)) => Sniffed::Other(format),
        None => Sniffed::Text,
    }
}
