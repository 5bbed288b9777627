//! SillyTavern's macros: what each takes. What each gives is in `call`.

/// How a macro is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    /// Arguments at least and at most.
    pub(super) takes: (usize, usize),
    /// Whether it takes any number more.
    pub(super) list: bool,
    /// Which arguments have to be whole numbers.
    pub(super) integer: bool,
}

const fn plain(name: &'static str, aliases: &'static [&'static str]) -> Definition {
    takes(name, aliases, (0, 0))
}

const fn takes(
    name: &'static str,
    aliases: &'static [&'static str],
    takes: (usize, usize),
) -> Definition {
    Definition { name, aliases, takes, list: false, integer: false }
}

const fn list(name: &'static str, aliases: &'static [&'static str], least: usize) -> Definition {
    Definition { name, aliases, takes: (least, least), list: true, integer: false }
}

const fn integer(name: &'static str, aliases: &'static [&'static str]) -> Definition {
    Definition { name, aliases, takes: (0, 1), list: false, integer: true }
}

/// Every macro that is known; others stay as they are written.
pub(super) const MACROS: &[Definition] = &[
    plain("user", &[]),
    plain("char", &[]),
    plain("group", &["charifnotgroup"]),
    plain("groupnotmuted", &[]),
    plain("notchar", &[]),
    plain("charprompt", &[]),
    plain("charinstruction", &[]),
    plain("chardescription", &["description"]),
    plain("charpersonality", &["personality"]),
    plain("charscenario", &["scenario"]),
    plain("persona", &[]),
    plain("mesexamplesraw", &[]),
    plain("mesexamples", &[]),
    plain("chardepthprompt", &[]),
    plain("charcreatornotes", &["creatornotes"]),
    integer("charfirstmessage", &["greeting"]),
    plain("charversion", &["version", "char_version"]),
    plain("model", &[]),
    plain("original", &[]),
    integer("space", &[]),
    integer("newline", &[]),
    plain("noop", &[]),
    takes("trim", &[], (0, 1)),
    takes("if", &[], (2, 2)),
    plain("else", &[]),
    plain("input", &[]),
    plain("maxprompt", &["maxprompttokens"]),
    plain("maxcontext", &["maxcontexttokens"]),
    plain("maxresponse", &["maxresponsetokens"]),
    takes("reverse", &[], (1, 1)),
    list("//", &["comment"], 1),
    takes("roll", &[], (1, 1)),
    list("random", &[], 0),
    list("pick", &[], 0),
    takes("banned", &[], (1, 1)),
    takes("outlet", &[], (1, 1)),
    plain("lastmessage", &[]),
    plain("lastmessageid", &[]),
    plain("lastusermessage", &[]),
    plain("lastcharmessage", &[]),
    plain("allchatrange", &[]),
    takes("time", &[], (0, 1)),
    plain("date", &[]),
    plain("weekday", &[]),
    plain("isotime", &[]),
    plain("isodate", &[]),
    takes("datetimeformat", &[], (1, 1)),
    plain("lastgenerationtype", &[]),
    takes("setvar", &[], (2, 2)),
    takes("addvar", &[], (2, 2)),
    takes("incvar", &[], (1, 1)),
    takes("decvar", &[], (1, 1)),
    takes("getvar", &[], (1, 1)),
    takes("hasvar", &["varexists"], (1, 1)),
    takes("deletevar", &["flushvar"], (1, 1)),
    takes("setglobalvar", &[], (2, 2)),
    takes("addglobalvar", &[], (2, 2)),
    takes("incglobalvar", &[], (1, 1)),
    takes("decglobalvar", &[], (1, 1)),
    takes("getglobalvar", &[], (1, 1)),
    takes("hasglobalvar", &["globalvarexists"], (1, 1)),
    takes("deleteglobalvar", &["flushglobalvar"], (1, 1)),
];

/// The macro of that name, in any case.
pub(super) fn find(name: &str) -> Option<&'static Definition> {
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    MACROS.iter().find(|known| is(&known.name) || known.aliases.iter().any(is))
}

impl Definition {
    /// Whether so many arguments are right.
    pub(super) fn fits(&self, count: usize) -> bool {
        // A comment is a comment whatever it has.
        self.name == "//" || (count >= self.takes.0 && (self.list || count <= self.takes.1))
    }

    /// Whether a block could be its last argument.
    pub(super) fn takes_block(&self, count: usize) -> bool {
        !self.list && self.fits(count + 1)
    }
}
