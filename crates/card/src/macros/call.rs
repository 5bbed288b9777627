//! What each of SillyTavern's macros gives.

use super::Macros;
use super::chance::ArcFour;
use super::dialogue;
use super::evaluate::{self, Run};
use super::table::{self, Definition};
use super::variables::Variables;
use crate::js;

/// What `{{space::n}}` and its like give at most.
const REPEATS_MAX: usize = 10_000;

/// A macro with its arguments replaced.
pub(super) struct Call {
    pub(super) definition: &'static Definition,
    pub(super) arguments: Vec<String>,
    pub(super) is_block: bool,
    pub(super) keeps_space: bool,
    /// Where it stands in the whole text, in UTF-16.
    pub(super) offset: usize,
}

/// What it gives; `None` where it stays as it is written.
pub(super) fn run(run: &mut Run<'_>, call: &Call) -> Option<String> {
    let first = call.arguments.first().map(String::as_str);
    if call.definition.integer && first.is_some_and(|text| !is_integer(text)) {
        return None;
    }
    let argument = first.unwrap_or_default();
    if let Some(text) = of_card(run, call.definition.name, argument) {
        return Some(text);
    }
    let macros = &mut *run.macros;
    Some(match call.definition.name {
        "user" | "notchar" => macros.user.clone(),
        "char" | "group" | "groupnotmuted" => macros.char.clone(),
        "original" => run.original.as_mut()?.take().unwrap_or_default(),
        "space" => repeated(" ", first)?,
        "newline" => repeated("\n", first)?,
        "noop" | "//" | "banned" => String::new(),
        "trim" if call.is_block => argument.to_owned(),
        "trim" => "{{trim}}".to_owned(),
        "if" => conditional(run, call)?,
        "else" => evaluate::ELSE_MARKER.to_owned(),
        "reverse" => argument.chars().rev().collect(),
        "roll" => roll(macros, argument)?,
        "random" => random(macros, call),
        "pick" => pick(run, call),
        "outlet" => macros.outlets.get(argument).cloned().unwrap_or_default(),
        "lastmessage" => last(macros, |_| true),
        "lastusermessage" => last(macros, |user| user),
        "lastcharmessage" => last(macros, |user| !user),
        "lastmessageid" | "allchatrange" if macros.chat.is_empty() => String::new(),
        "lastmessageid" => (macros.chat.len() - 1).to_string(),
        "allchatrange" => format!("0-{}", macros.chat.len() - 1),
        "time" | "date" | "weekday" | "isotime" | "isodate" | "datetimeformat" => {
            macros.clock.as_ref()?.write(call.definition.name, argument)
        }
        name if name.ends_with("var") => variable(macros, name, &call.arguments)?,
        // What the caller did not say stays as it is written.
        _ => return macros.texts.get(call.definition.name).cloned(),
    })
}

/// What a macro gives that stands for a text of the card or the persona.
fn of_card(run: &mut Run<'_>, name: &'static str, argument: &str) -> Option<String> {
    Some(match name {
        "charfirstmessage" => greeting(run, argument),
        "mesexamples" => dialogue::written(&dialogue::parts(&run.card_text("mesexamplesraw"))),
        "charprompt" | "charinstruction" | "chardescription" | "charpersonality"
        | "charscenario" | "persona" | "mesexamplesraw" | "chardepthprompt"
        | "charcreatornotes" => run.card_text(name),
        "charversion" => run.as_card_has(name),
        _ => return None,
    })
}

impl Macros {
    /// The variables, if there is room left for this operation on one of them.
    pub(super) fn variables(
        &mut self,
        global: bool,
        (name, operator, value): (&str, &str, &str),
    ) -> Option<&mut Variables> {
        let variables = if global { &self.global } else { &self.local };
        let cost = variables.cost(name, operator, value);
        let fits = self.charge(cost);
        fits.then_some(if global { &mut self.global } else { &mut self.local })
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn greeting(run: &mut Run<'_>, index: &str) -> String {
    let index: i64 = if index.is_empty() { 0 } else { index.trim().parse().unwrap_or(-1) };
    if index == 0 {
        return run.card_text("charfirstmessage");
    }
    let index = usize::try_from(index - 1).ok();
    index.and_then(|index| run.other_greetings().get(index).cloned()).unwrap_or_default()
}

fn repeated(what: &str, times: Option<&str>) -> Option<String> {
    let times = times.map_or(Some(1), |times| times.trim().parse::<usize>().ok())?;
    Some(what.repeat(times.min(REPEATS_MAX)))
}

fn last(macros: &Macros, is: impl Fn(bool) -> bool) -> String {
    let found = macros.chat.iter().rfind(|message| is(message.is_user));
    found.map(|message| message.text.clone()).unwrap_or_default()
}

/// Whether SillyTavern takes it for a no.
pub(super) fn is_false(text: &str) -> bool {
    ["off", "false", "0"].contains(&js::trim(text).to_lowercase().as_str())
}

fn conditional(run: &mut Run<'_>, call: &Call) -> Option<String> {
    let [condition, content] = &call.arguments[..] else { return None };
    let negated = condition.trim_start_matches(js::is_space).strip_prefix('!');
    let asked = negated.map_or(condition.as_str(), |rest| rest.trim_start_matches(js::is_space));
    let mut value = run.whole(asked, call.offset);
    let named = table::find(&value).is_some_and(|known| known.takes.0 == 0);
    if let Some((global, name)) = shorthand(&value) {
        value = run.macros.variables(global, (&name, "", ""))?.get(&name);
    } else if named {
        value = run.whole(&format!("{{{{{value}}}}}"), call.offset);
    }
    let holds = !(value.is_empty() || is_false(&value));
    let (then, otherwise) = evaluate::branches(content);
    let chosen = if holds != negated.is_some() { Some(then) } else { otherwise };
    let Some(chosen) = chosen else { return Some(String::new()) };
    let out = run.whole(chosen, call.offset);
    Some(if call.keeps_space { out } else { evaluate::trim_block(&out) })
}

/// `.name` and `$name`.
fn shorthand(text: &str) -> Option<(bool, String)> {
    let global = text.starts_with('$');
    let name = text.strip_prefix(['.', '$'])?;
    let inner = |ch: char| ch.is_ascii_alphanumeric() || ch == '_' || ch == '-';
    let whole = name.starts_with(|ch: char| ch.is_ascii_alphabetic())
        && name.chars().all(inner)
        && !name.ends_with('-');
    whole.then(|| (global, name.to_owned()))
}

/// The choices: a list, or one text parted by `::` or commas.
pub(super) fn choices(arguments: &[String]) -> Vec<String> {
    let [only] = arguments else { return arguments.to_vec() };
    if only.contains("::") {
        return only.split("::").map(|item| js::trim(item).to_owned()).collect();
    }
    const COMMA: &str = "\u{0}";
    let parted = only.replace("\\,", COMMA);
    parted.split(',').map(|item| js::trim(item).replace(COMMA, ",")).collect()
}

fn random(macros: &mut Macros, call: &Call) -> String {
    let list = choices(&call.arguments);
    let at = (macros.chance.roll() * list.len() as f64) as usize;
    list.get(at).cloned().unwrap_or_default()
}

/// The same in the same place of the same text in the same chat.
fn pick(run: &Run<'_>, call: &Call) -> String {
    let list = choices(&call.arguments);
    let chat = js::string_hash(&run.macros.chat_id);
    let seed = js::string_hash(&format!("{chat}-{}-{}", run.hash, call.offset));
    let at = (ArcFour::new(&seed.to_string()).roll() * list.len() as f64) as usize;
    list.get(at).cloned().unwrap_or_default()
}

/// `6`, `d6`, `2d6+1`.
fn roll(macros: &mut Macros, formula: &str) -> Option<String> {
    let plain = formula.bytes().all(|byte| byte.is_ascii_digit()) && !formula.is_empty();
    let formula = if plain { format!("1d{formula}") } else { formula.to_owned() };
    let Some(dice) = Dice::parse(&formula) else { return Some(String::new()) };
    // A die takes as long as some bytes.
    if !macros.charge(dice.count as usize) {
        return None;
    }
    let total: f64 =
        (0..dice.count).map(|_| (macros.chance.roll() * dice.sides as f64).floor() + 1.0).sum();
    Some(js::write_number(total + dice.plus as f64))
}

/// Dice, as the library reads them that SillyTavern rolls with.
struct Dice {
    count: u32,
    sides: u32,
    plus: i64,
}

/// Dice of one roll. SillyTavern has no bound; nobody throws more.
const DICE_MAX: u32 = 10_000;

impl Dice {
    fn parse(formula: &str) -> Option<Self> {
        let (count, rest) = formula.split_once('d')?;
        let count = if count.is_empty() { 1 } else { natural(count)? };
        let (sides, plus) = match rest.find(['+', '-']) {
            None => (rest, 0),
            Some(at) => {
                let plus = i64::from(natural(rest[at + 1..].trim())?);
                (rest[..at].trim_end(), if rest[at..].starts_with('-') { -plus } else { plus })
            }
        };
        let sides = if sides == "%" { 100 } else { natural(sides)? };
        (count <= DICE_MAX).then_some(Self { count, sides, plus })
    }
}

/// A number above 0 without a leading 0.
fn natural(text: &str) -> Option<u32> {
    let whole = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    whole.then(|| text.parse().ok()).flatten()
}

fn variable(macros: &mut Macros, name: &str, arguments: &[String]) -> Option<String> {
    let key = arguments.first()?;
    let value = arguments.get(1).map(String::as_str).unwrap_or_default();
    let verb = name.trim_end_matches("var").trim_end_matches("global");
    let operator = match verb {
        "set" => "=",
        "add" => "+=",
        "inc" => "++",
        "dec" => "--",
        _ => "",
    };
    let variables = macros.variables(name.contains("global"), (key, operator, value))?;
    Some(match verb {
        "get" => variables.get(key),
        "has" => variables.has(key).to_string(),
        "delete" => {
            variables.delete(key);
            String::new()
        }
        "set" | "add" | "inc" | "dec" => variables.operate(key, operator, value),
        _ => return None,
    })
}
