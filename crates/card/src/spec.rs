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

/// A picture by its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Picture {
    /// PNG or APNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl Picture {
    /// What the first bytes say.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            _ if bytes.starts_with(&crate::png::SIGNATURE) => Some(Picture::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Picture::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Picture::Webp),
            _ => None,
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Picture::Png => "PNG",
            Picture::Jpeg => "JPEG",
            Picture::Webp => "WebP",
        })
    }
}

/// Whose fields a file has: those of the card specifications, or those of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// A card, of its [`Spec`].
    Card,
    /// `char_name`, `char_persona`, …
    Pygmalion,
    /// `name`, `greeting`, `context`.
    TextGenerationWebui,
    /// `aiName`, `aiPersona`, … as Backyard once wrote into pictures.
    Backyard,
    /// A Backyard archive.
    Byaf,
    /// `persona` with attributes, `sampleChat`.
    Agnai,
}

impl Dialect {
    /// The tool's name, or nothing where it is the specification's that counts.
    fn name(self) -> Option<&'static str> {
        match self {
            Dialect::Card => None,
            Dialect::Pygmalion => Some("Pygmalion"),
            Dialect::TextGenerationWebui => Some("text-generation-webui"),
            Dialect::Backyard => Some("Backyard"),
            Dialect::Byaf => Some("BYAF"),
            Dialect::Agnai => Some("Agnai"),
        }
    }
}

/// What the card came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// A JSON file.
    Json,
    /// A YAML file.
    Yaml,
    /// A picture, with the card in this chunk.
    Png(Keyword),
    /// An animated picture, with the card in this chunk.
    Apng(Keyword),
    /// A picture, with the card in its EXIF.
    Exif(Picture),
    /// A zip: CHARX or BYAF, as the dialect says.
    Zip,
    /// Such a zip behind a picture.
    ZipBehind(Picture),
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Format {
    /// Which specification the card was read as.
    pub spec: Spec,
    /// Whose fields it had.
    pub dialect: Dialect,
    /// What they came in.
    pub container: Container,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.dialect.name() {
            Some(name) => write!(f, "{name}")?,
            None => write!(f, "{}", self.spec)?,
        }
        let archive = if self.dialect == Dialect::Byaf { "" } else { " CHARX" };
        match self.container {
            Container::Json => write!(f, " JSON"),
            Container::Yaml => write!(f, " YAML"),
            Container::Png(keyword) => write!(f, " PNG ({})", keyword.as_str()),
            Container::Apng(keyword) => write!(f, " APNG ({})", keyword.as_str()),
            Container::Exif(picture) => write!(f, " {picture} (EXIF)"),
            Container::Zip => write!(f, "{archive}"),
            Container::ZipBehind(picture) => write!(f, "{archive} behind a {picture}"),
        }
    }
}

/// What the first bytes say.
pub(crate) enum Sniffed {
    Picture(Picture),
    Zip,
    Module,
    Text,
    Other(&'static str),
}

/// Formats that people offer as cards, by their first bytes.
const OTHERS: &[(&[u8], &str)] = &[
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a gzip file"),
];

pub(crate) fn sniff(bytes: &[u8]) -> Sniffed {
    let other = || OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic));
    if let Some(picture) = Picture::of(bytes) {
        return Sniffed::Picture(picture);
    }
    match bytes {
        _ if crate::is_archive(bytes) => Sniffed::Zip,
        // 111 is `o`, and no text goes on with NUL.
        [111, 0, ..] => Sniffed::Module,
        _ => other().map_or(Sniffed::Text, |(_, format)| Sniffed::Other(format)),
    }
}
