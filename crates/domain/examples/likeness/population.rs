//! Characters of our own making: templates filled with words, on purpose much alike.
//!
//! 48 sentences and four layouts serve everyone, authors paste their instructions and closing lines
//! into all their characters, and a franchise shares its book and an opening paragraph,
//! every other one in the persona. Real
//! characters have less in common than that.

use domain::revision::SealedContent;
use domain::{Slug, draft::DraftContent};
use serde_json::json;

use super::dice::Dice;

const TRAITS: &str = "abrasive aloof ambitious anxious bashful blunt boastful bubbly callous candid capricious cautious charismatic clumsy compassionate cunning curious cynical daring devoted diligent dramatic dreamy eccentric fickle fierce flirtatious forgetful frugal generous gloomy greedy grumpy gullible haughty honest hot-headed humble idealistic impatient impulsive inquisitive jealous jovial lazy meticulous mischievous modest moody naive nosy optimistic paranoid patient perfectionist pessimistic pragmatic reckless reserved resourceful restless romantic ruthless scatterbrained secretive sentimental sly stoic superstitious tactless thoughtful timid vain vindictive wary whimsical witty worldly zealous";
const TRADES: &str = "alchemist apothecary archer archivist armourer astronomer baker bard barista beekeeper blacksmith botanist bounty-hunter boxer captain carpenter cartographer chef clockmaker courier dancer detective diplomat diver drummer duchess engineer falconer farmer ferryman florist forger gardener gambler general glassblower gravedigger gunsmith healer herald hunter innkeeper inventor jeweller journalist judge knight librarian lighthouse-keeper locksmith lumberjack magician mechanic mercenary merchant midwife miner monk musician navigator necromancer nurse oracle painter paladin pilot pirate poet priestess professor ranger sailor scholar sculptor shepherd smuggler sniper sorcerer spy student surgeon swordsman tailor teacher thief trapper vintner warden weaver witch";
const THINGS: &str = "amulet anchor astrolabe banner bell bicycle blanket book bottle bracelet brooch cane candle chessboard clock coat coin compass crown crystal dagger diary dice doll drum earring fan feather fiddle flask flute gauntlet glasses globe goblet gramophone guitar hammer harp hat helmet hourglass kettle key kite knife lantern ledger letter locket lute map mask medal mirror motorcycle needle notebook orb paintbrush pendant photograph piano pistol pocketwatch quill radio ribbon ring rope saddle scarf sceptre scroll shawl shield skull spear spyglass staff statue sword teapot telescope toolbox top typewriter umbrella vase violin wand wheel whistle";
const PLACES: &str = "abbey academy arcade archipelago arena attic aquarium bakery barracks basement bathhouse bay bazaar beach bookshop bridge cabin canal canyon casino castle cathedral cavern cellar chapel circus clinic coast colony convent courtyard crypt dock desert district dojo embassy estuary factory farm fjord forest fortress foundry garage garden glacier graveyard greenhouse harbour heath hospital hotel island junkyard jungle laboratory lagoon library lighthouse manor market marsh meadow mill mine monastery moor mountain museum oasis observatory orchard outpost palace park pier plateau prison quarry ranch reef river ruins savannah school shipyard shrine station steppe studio swamp tavern temple theatre tower tundra university valley village vineyard volcano warehouse wharf workshop";
const DEEDS: &str = "abandoned admired avenged bargained befriended betrayed bribed broke buried burned buried captured carved challenged chased collected concealed copied crossed dared deceived defended deserted discovered disguised drowned duelled escaped exiled explored fed fled followed forged forgave found freed gambled guarded guided healed hid hunted imitated insulted inherited invented kissed lost mapped married mended mocked nursed obeyed outwitted painted pardoned poisoned praised promised punished questioned raised rebuilt refused repaired rescued robbed ruined sabotaged sailed saved served sheltered sketched sold spared stole studied summoned swore tamed taught tested traded trained tricked trusted unearthed visited wagered warned wronged";
const FOODS: &str = "almonds apples bacon barley bread broth butter cabbage cake caramel carrots cheese cherries chestnuts chocolate cider cinnamon cocoa coffee crab cream curry dates dumplings eel eggs figs garlic ginger grapes ham herring honey jam lamb lemons lentils liquorice lobster mead melon milk mushrooms mustard noodles nutmeg oats olives onions oranges oysters pancakes peaches pears peppers pickles pie plums porridge potatoes pudding pumpkin radishes raisins rice rum sausage seaweed sherbet soup spinach squid stew strawberries syrup tea toffee tomatoes trout turnips vinegar waffles walnuts whisky wine yoghurt";

/// Slots: T trait, W trade, I thing, P place, D deed, F food, N another's name, L a proper place.
const SENTENCES: [&str; 48] = [
    "{{char}} grew up in the P of L, where a W raised {{char}} on F and old stories.",
    "At the age of sixteen {{char}} D a W and never told anyone why.",
    "{{char}} is T in company and T when nobody is watching.",
    "Most people in L take {{char}} for a simple W, which suits {{char}} well.",
    "{{char}} always carries a I that once belonged to N.",
    "The I on the wall reminds {{char}} of the winter when N D the P.",
    "{{char}} would give everything for a plate of F and an honest answer.",
    "N, a T W, is the closest thing to a friend that {{char}} has left.",
    "Three years ago {{char}} D N at the P of L, and the guilt has not faded.",
    "{{char}} speaks softly, chooses words with care and laughs rarely.",
    "When {{char}} is nervous, {{char}} plays with a I and talks about F.",
    "{{char}} believes that every W is T at heart.",
    "Nobody knows that {{char}} D the old W of L.",
    "{{char}} dreams of opening a small P where travellers can rest.",
    "The people of L whisper that {{char}} D a I from the P.",
    "{{char}} can't stand T people, least of all N.",
    "A scar on the left cheek is all that remains of the day N D {{char}}.",
    "{{char}} reads by candlelight until the early hours of the morning.",
    "{{char}} learned to use a I from a T W named N.",
    "In the P of L, {{char}} is known for T manners and a love of F.",
    "{{char}} collects every I that can be found and sorts them by age.",
    "{{char}} owes N a great debt, and N is T enough to remember it.",
    "Whenever it rains, {{char}} thinks of the P and of what was D there.",
    "{{char}} has never told {{user}} about N.",
    "{{char}} trusts {{user}} more than a W should.",
    "{{char}} pretends to be T, but anyone who D {{char}} knows better.",
    "The W of L offered {{char}} a I in exchange for silence.",
    "{{char}} sleeps badly, eats little but F, and works too much.",
    "{{char}} wants to find out who D N.",
    "It was {{char}} who D the T W at the P, though N took the blame.",
    "{{char}} hums old songs while mending a I.",
    "{{char}} has a T sense of humour and no patience for a W.",
    "There is a I hidden under the floor of the P, and only {{char}} knows of it.",
    "{{char}} is afraid of the P, of deep water and of becoming T.",
    "{{char}} was engaged to N, a W of L, until N D someone else.",
    "{{char}} teaches children in the P how to hold a I.",
    "On holidays {{char}} cooks F with F for the whole street.",
    "{{char}} once D a W to save a stranger, and would do it again.",
    "The P in which {{char}} lives smells of F and dust.",
    "{{char}} writes letters to N that are never sent.",
    "{{char}} keeps a I in the P in case N comes back.",
    "Deep down {{char}} longs for a place to call home.",
    "{{char}} walked from L to L with nothing but a I.",
    "{{char}} thinks that {{user}} is T, and says so.",
    "{{char}} serves as a W at the P, a post that was D for years.",
    "N calls {{char}} T, which {{char}} takes as praise.",
    "{{char}} would never hurt an animal and feeds F to the strays.",
    "If {{user}} asks about the I, {{char}} changes the subject.",
];

const GREETINGS: [&str; 8] = [
    "*{{char}} looks up from a I as you enter the P.* \"You must be {{user}}. N said you were T.\"",
    "*The P of L is quiet tonight. {{char}} sets down a cup of F and smiles.* \"Sit. I have D worse company.\"",
    "\"Stop right there!\" *{{char}} points a I at you.* \"No W comes to L without a reason. Which of us have you D?\"",
    "*You find {{char}} behind the P, D and alone, holding a I.* \"Did N send you?\"",
    "*Rain beats against the windows of the P. {{char}}, the W, offers you F.* \"You look T. Bad day?\"",
    "*{{char}} bumps into you and drops a I.* \"Oh no, I am so sorry! N will be so T about this.\"",
    "\"{{user}}, you are late.\" *{{char}} closes the I and stands.* \"The W D everything while you slept.\"",
    "*A T voice calls from the P.* \"Come in! The F is nearly done, and I D a chair for you.\"",
];

/// What everybody pastes.
const BOILERPLATE: [&str; 3] = [
    "[{{char}} will not speak for {{user}}. {{char}} will only describe {{char}}'s own actions, thoughts and dialogue, and wait for {{user}}'s reply.]",
    "[Write {{char}}'s next reply in a fictional roleplay chat between {{char}} and {{user}}. Be proactive, creative and drive the plot forward. Avoid repetition.]",
    "[System note: stay in character at all times. Use vivid detail, italicize actions with asterisks and avoid quotation marks. Write at least one paragraph, up to four.]",
];

/// How a population is spread.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread {
    pub(crate) authors: usize,
    pub(crate) franchises: usize,
}

/// A character, and what it has in common with others on purpose.
#[derive(Clone, Debug)]
#[allow(dead_code, reason = "only the measuring program asks what is in common")]
pub(crate) struct Made {
    pub(crate) content: SealedContent,
    pub(crate) author: usize,
    pub(crate) franchise: Option<usize>,
    pub(crate) layout: usize,
}

/// The characters numbered `0..count`.
#[allow(dead_code, reason = "tests make theirs one by one")]
pub(crate) fn population(count: usize, spread: Spread) -> Vec<Made> {
    (0..count).map(|number| character(number as u64, spread)).collect()
}

/// One of the usual size: 150 to 700 words.
pub(crate) fn character(number: u64, spread: Spread) -> Made {
    let mut dice = Dice(number.wrapping_mul(0x1000_0001) ^ 0x5eed);
    let author = dice.below(spread.authors);
    let franchise = dice.chance(0.3).then(|| dice.below(spread.franchises));
    let layout = dice.below(4);
    let mut draft = DraftContent::named(name(&mut dice));
    let length = 6 + dice.below(20);
    draft.persona_prompt = persona(&mut dice, layout, length);
    draft.personality = list_of(&mut dice, TRAITS, 5);
    draft.greeting = greeting(&mut dice);
    draft.alternate_greetings = (0..dice.below(3)).map(|_| greeting(&mut dice)).collect();
    draft.scenario =
        filled("{{char}} and {{user}} meet in the P of L, where N D the W.", &mut dice);
    draft.example_dialogue = filled(
        "<START>\n{{user}}: Who are you?\n{{char}}: \"A W, and T at that. N D my I, so forgive the mess.\"\n",
        &mut dice,
    );
    let chapters = dice.below(6);
    draft.character_book = (chapters > 0).then(|| book(&mut dice, chapters));
    by_author(&mut draft, author);
    if let Some(franchise) = franchise {
        of_franchise(&mut draft, franchise);
    }
    Made { content: sealed(number, draft), author, franchise, layout }
}

/// One of about twenty words beside the boilerplate.
pub(crate) fn stub(number: u64) -> SealedContent {
    let mut dice = Dice(number ^ 0x57ab);
    let mut draft = DraftContent::named(name(&mut dice));
    let gender = dice.pick(&["male", "female"]);
    let age = 18 + dice.below(12);
    draft.persona_prompt = filled(
        &format!(
            "[Character(\"{{{{char}}}}\") Age({age}) Gender({gender}) Personality(T, T) Occupation(W) Likes(F)]"
        ),
        &mut dice,
    );
    draft.persona_prompt.push_str(BOILERPLATE[0]);
    draft.greeting = "Hello {{user}}, nice to meet you! How are you today?".to_owned();
    sealed(number, draft)
}

pub(crate) fn sealed(number: u64, draft: DraftContent) -> SealedContent {
    let slug = Slug::parse(&format!("c{number}")).expect("a slug");
    SealedContent::new(slug, draft, Vec::new())
}

/// Any word of the vocabulary.
pub(crate) fn word(dice: &mut Dice) -> &'static str {
    let list = *dice.pick(&[TRAITS, TRADES, THINGS, PLACES, DEEDS, FOODS]);
    one(dice, list)
}

pub(crate) fn name(dice: &mut Dice) -> String {
    format!("{} {}", proper(dice), proper(dice))
}

fn proper(dice: &mut Dice) -> String {
    let starts = [
        "Ka", "Mir", "Thal", "Ves", "Or", "Lun", "Bran", "Syl", "Dor", "Fen", "Ash", "Quil", "Hav",
        "Jor", "Nim", "Pell", "Ra", "Tam", "Ul", "Zeph",
    ];
    let middles = ["a", "e", "i", "o", "ari", "eli", "on", "u", "ia", "ora"];
    let ends = [
        "ra", "lin", "th", "wyn", "dis", "mar", "nor", "bel", "ska", "vane", "let", "gard", "rick",
        "ssa",
    ];
    format!("{}{}{}", dice.pick(&starts), dice.pick(&middles), dice.pick(&ends))
}

fn one(dice: &mut Dice, list: &'static str) -> &'static str {
    let words: Vec<_> = list.split(' ').collect();
    words[dice.below(words.len())]
}

fn list_of(dice: &mut Dice, list: &'static str, count: usize) -> String {
    (0..count).map(|_| one(dice, list)).collect::<Vec<_>>().join(", ")
}

fn greeting(dice: &mut Dice) -> String {
    let template = *dice.pick(&GREETINGS);
    filled(template, dice)
}

/// A template with its slots filled.
fn filled(template: &str, dice: &mut Dice) -> String {
    let mut text = String::new();
    let is_letter = |at: usize| template.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    for (at, letter) in template.char_indices() {
        let stands_alone = !is_letter(at + 1) && (at == 0 || !is_letter(at - 1));
        match letter {
            'T' if stands_alone => text.push_str(one(dice, TRAITS)),
            'W' if stands_alone => text.push_str(one(dice, TRADES)),
            'I' if stands_alone
                && !template[at..].starts_with("I ha")
                && !template[at..].starts_with("I am")
                && !template[at..].starts_with("I D a ch") =>
            {
                text.push_str(one(dice, THINGS))
            }
            'P' if stands_alone => text.push_str(one(dice, PLACES)),
            'D' if stands_alone => text.push_str(one(dice, DEEDS)),
            'F' if stands_alone => text.push_str(one(dice, FOODS)),
            'N' | 'L' if stands_alone => text.push_str(&proper(dice)),
            other => text.push(other),
        }
    }
    text
}

fn sentences(dice: &mut Dice, count: usize) -> Vec<String> {
    let mut order: Vec<_> = (0..SENTENCES.len()).collect();
    dice.shuffle(&mut order);
    order.iter().take(count).map(|at| filled(SENTENCES[*at], dice)).collect()
}

fn persona(dice: &mut Dice, layout: usize, length: usize) -> String {
    let gender = *dice.pick(&["male", "female"]);
    let age = 18 + dice.below(40);
    let prose = sentences(dice, length);
    let paragraphs = prose.chunks(4).map(|some| some.join(" ")).collect::<Vec<_>>().join("\n\n");
    let head = match layout {
        0 => String::new(),
        1 => filled(
            &format!(
                "[Character(\"{{{{char}}}}\")\n{{\nAge(\"{age} years old\")\nGender(\"{gender}\")\nSpecies(\"human\")\nMind(\"T\" + \"T\" + \"T\")\nOccupation(\"W\")\nLikes(\"F\" + \"F\")\nDislikes(\"F\" + \"T people\")\n}}]\n"
            ),
            dice,
        ),
        2 => filled(
            &format!(
                "Name: {{{{char}}}}\nAge: {age}\nGender: {gender}\nHair: long, black\nEyes: blue\nPersonality: T, T, T\nOccupation: W\nHobbies: collecting every I\nGoal: to leave L\n\n"
            ),
            dice,
        ),
        _ => filled(
            "{{user}}: What do you do for a living?\n{{char}}: \"I am a W in the P. T work, but it pays for F.\"\n{{user}}: What do you fear?\n{{char}}: \"That N D my I.\"\n",
            dice,
        ),
    };
    format!("{head}{paragraphs}\n{}", BOILERPLATE[0])
}

fn book(dice: &mut Dice, entries: usize) -> serde_json::Value {
    let entry = |dice: &mut Dice| {
        let key = proper(dice);
        let count = 2 + dice.below(3);
        let text = sentences(dice, count).join(" ").replace("{{char}}", &key);
        json!({"keys": [key], "content": text, "extensions": {}, "enabled": true, "insertion_order": 100})
    };
    let entries: Vec<_> = (0..entries).map(|_| entry(dice)).collect();
    json!({"entries": entries, "extensions": {}})
}

fn by_author(draft: &mut DraftContent, author: usize) {
    let mut dice = Dice(author as u64 ^ 0xa07);
    draft.system_prompt_override =
        format!("{} {}", BOILERPLATE[1], sentences(&mut dice, 3).join(" "));
    draft.post_history_instructions = BOILERPLATE[2].to_owned();
    draft.scenario.push('\n');
    draft.scenario.push_str(&filled(
        "The story takes place in the P of L and everyone has D a I.",
        &mut dice,
    ));
}

fn of_franchise(draft: &mut DraftContent, franchise: usize) {
    let mut dice = Dice(franchise as u64 ^ 0xf7a);
    let opening = sentences(&mut dice, 3).join(" ").replace("{{char}}", &proper(&mut dice));
    let field =
        if franchise.is_multiple_of(2) { &mut draft.scenario } else { &mut draft.persona_prompt };
    *field = format!("{opening}\n{field}");
    let mut own =
        draft.character_book.take().unwrap_or_else(|| json!({"entries": [], "extensions": {}}));
    let shared = book(&mut dice, 12);
    if let (Some(own), Some(shared)) = (own["entries"].as_array_mut(), shared["entries"].as_array())
    {
        own.extend(shared.iter().cloned());
    }
    draft.character_book = Some(own);
}
