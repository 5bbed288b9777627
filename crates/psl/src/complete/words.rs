//! Names made of names, letter by letter as Prisma makes them (with the crate `cruet`).

/// `BlogPost`, `blog_post` and `BLOG_POST` are `blogPost`; but `APIKey` is `apikey`.
pub(super) fn camel_case(name: &str) -> String {
    let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
    let mut out = String::with_capacity(name.len());
    let (mut starts_word, mut after_lower) = (false, false);
    for c in name.chars() {
        if !c.is_alphanumeric() {
            starts_word = !out.is_empty();
        } else if c.is_numeric() {
            starts_word = true;
            out.push(c);
        } else if starts_word || (after_lower && c.is_uppercase()) {
            starts_word = false;
            out.push(c.to_ascii_uppercase());
        } else {
            after_lower = c.is_lowercase();
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}

/// The plural of an English word, or what the rules take for one.
pub(super) fn plural(word: &str) -> String {
    if UNCOUNTABLE.split_ascii_whitespace().any(|it| it == word) {
        return word.to_owned();
    }
    if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
        return (*plural).to_owned();
    }
    for (stems, endings, plural) in RULES {
        let mut ends = endings.split('|').filter_map(|ending| word.strip_suffix(ending));
        if let Some(stem) = ends.find(|stem| stems.split('|').any(|it| ends_like(stem, it))) {
            return format!("{stem}{plural}");
        }
    }
    format!("{word}s")
}

/// Whether a word ends as the pattern says: letters, and `[abc]` or `[^abc]` for one of them.
fn ends_like(word: &str, pattern: &str) -> bool {
    let (mut letters, mut rest) = (word.chars().rev(), pattern);
    while !rest.is_empty() {
        let open = if rest.ends_with(']') { rest.rfind('[') } else { rest.len().checked_sub(1) };
        let Some((before, class)) = rest.split_at_checked(open.unwrap_or(0)) else { return false };
        let class = class.trim_start_matches('[').trim_end_matches(']');
        let Some(letter) = letters.next() else { return false };
        let fits = match class.strip_prefix('^') {
            Some(others) => !others.contains(letter),
            None => class.contains(letter),
        };
        if !fits {
            return false;
        }
        rest = before;
    }
    true
}

/// How the stem ends, what follows it, and what follows it in the plural. The first that fits.
const RULES: &[(&str, &str, &str)] = &[
    ("eaux", "", ""),
    ("child", "ren|", "ren"),
    ("pe", "rson|ople", "ople"),
    ("m|l", "ice|ouse", "ice"),
    ("matr|cod|mur|sil|vert|ind|append", "ix|ex", "ices"),
    ("x|ch|ss|sh|zz", "", "es"),
    ("xes|ches|sses|shes|zzes", "", ""),
    ("[^ch][ieo][ln]", "ey", "ies"),
    ("[^aeiouy]|qu", "y", "ies"),
    ("ar|l|ea|eo|oa|hoo", "f", "ves"),
    ("kni|wi|li", "fe", "ves"),
    ("", "sis", "ses"),
    (
        "apheli|hyperbat|periheli|asyndet|noumen|phenomen|criteri|organ|prolegomen|hedr|automat",
        "a|on",
        "a",
    ),
    (
        "agend|addend|millenni|dat|extrem|bacteri|desiderat|strat|candelabr|errat|ov|symposi|\
         curricul|automat|quor",
        "a|um",
        "a",
    ),
    ("her|at|gr", "o", "oes"),
    ("seraph|cherub", "im|", "im"),
    ("alumn|alg|vertebr", "a|ae", "ae"),
    (
        "alumn|syllab|octop|vir|radi|nucle|fung|cact|stimul|termin|bacill|foc|uter|loc|strat",
        "us|i",
        "i",
    ),
    ("[^l]ias|[aeiou]las|[emjzr]as|[iu]am", "", ""),
    ("e[mn]u", "s|", "s"),
    ("alias|[^aou]us|tlas|gas|ris", "", "es"),
    ("ax|test", "is", "es"),
    ("[^aeiou]ese", "", ""),
    ("", "s", "s"),
];

const IRREGULAR: [(&str, &str); 10] = [
    ("ox", "oxen"),
    ("man", "men"),
    ("woman", "women"),
    ("die", "dice"),
    ("yes", "yeses"),
    ("foot", "feet"),
    ("eave", "eaves"),
    ("goose", "geese"),
    ("tooth", "teeth"),
    ("quiz", "quizzes"),
];

const UNCOUNTABLE: &str = "\
    accommodation adulthood advertising advice aggression aid air aircraft alcohol anger applause \
    arithmetic assistance athletics bacon baggage beef biology blood botany bread butter carbon \
    cardboard cash chalk chaos chess crossroads countryside dancing deer dignity dirt dust \
    economics education electricity engineering enjoyment envy equipment ethics evidence evolution \
    fame fiction flour flu food fuel fun furniture gallows garbage garlic genetics gold golf \
    gossip grammar gratitude grief guilt gymnastics happiness hardware harm hate hatred health \
    heat help homework honesty honey hospitality housework humour hunger hydrogen ice importance \
    inflation information innocence iron irony jam jewelry judo karate knowledge lack laughter \
    lava leather leisure lightning linguine linguini linguistics literature litter livestock logic \
    loneliness luck luggage macaroni machinery magic management mankind marble mathematics \
    mayonnaise measles methane milk money mud music mumps nature news nitrogen nonsense nurture \
    nutrition obedience obesity oxygen pasta patience physics poetry pollution poverty pride \
    psychology publicity punctuation quartz racism relaxation reliability research respect revenge \
    rice rubbish rum safety scenery seafood seaside series shame sheep shopping sleep smoke \
    smoking snow soap software soil spaghetti species steam stuff stupidity sunshine symmetry \
    tennis thirst thunder timber traffic transportation trust underwear unemployment unity \
    validity veal vegetation vegetarianism vengeance violence vitality warmth wealth weather \
    welfare wheat wildlife wisdom yoga zinc zoology";

#[cfg(test)]
mod tests {
    use super::{camel_case, plural};

    #[test]
    fn names_are_camel_case() {
        let names = ["BlogPost", "blog_post", "BLOG_POST", "APIKey", "User2FA", "x__y_"];
        let made: Vec<_> = names.iter().map(|name| camel_case(name)).collect();
        assert_eq!(made, ["blogPost", "blogPost", "blogPost", "apikey", "user2FA", "xY"]);
    }

    #[test]
    fn names_have_plurals() {
        let pairs = [
            ("post", "posts"),
            ("category", "categories"),
            ("key", "keys"),
            ("address", "addresses"),
            ("status", "statuses"),
            ("campus", "campuses"),
            ("analysis", "analyses"),
            ("person", "people"),
            ("child", "children"),
            ("hero", "heroes"),
            ("photo", "photos"),
            ("shelf", "shelves"),
            ("index", "indices"),
            ("data", "data"),
            ("equipment", "equipment"),
            ("ox", "oxen"),
            ("box", "boxes"),
            ("menu", "menus"),
            ("radius", "radii"),
            ("users", "users"),
        ];
        for (one, many) in pairs {
            assert_eq!(plural(one), many, "{one}");
        }
    }
}
