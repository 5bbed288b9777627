// Why an entry fired or did not, in words.

const FIELDS = {
  personaDescription: 'the persona', characterDescription: 'the description', characterPersonality: 'the personality',
  characterDepthPrompt: 'the note at depth', scenario: 'the scenario', creatorNotes: 'the creator’s notes',
};

function where(place) {
  if (!place) return '';
  if ('messagesBack' in place) return [' in the last message', ' in the message before the last'][place.messagesBack] ?? ` ${place.messagesBack} messages before the last`;
  if ('field' in place) return ` in ${FIELDS[place.field] ?? place.field}`;
  if ('contentsOfRound' in place) return ` in what fired in round ${place.contentsOfRound}`;
  return ' in what an extension gave';
}

const quoted = (keys) => keys.map((key) => `“${key}”`).join(', ');
const besides = ({ logic, secondaryFound }) => (logic ? `; besides, ${logic}: ${secondaryFound.length ? quoted(secondaryFound) : 'none of them'}` : '');

export function called(call) {
  const by = {
    constant: () => 'It is always there', decorator: () => 'A decorator asks for it', forced: () => 'It was asked for from outside',
    sticky: () => 'It fired before, and lasts', key: () => `Key “${call.key}”${where(call.in)}${besides(call)}`,
  }[call.by];
  return by ? by() : call.by;
}

const GROUPS = {
  taken: 'another of it fired before', sticky: 'another is sticky', score: 'another matched more keys', override: 'another goes first',
  roll: 'the dice chose another', unrelated: 'an entry lost twice, and this was the last in line',
};

const FALLS = {
  noKeyFound: () => 'No key of it was found',
  noKeys: () => 'It has no keys, and is not constant',
  waitsForRecursion: ({ level }) => `It waits for recursion, level ${level}`,
  excludedFromRecursion: () => 'Recursion may not call it',
  secondaryKeys: (fall) => `Key “${fall.key}” was found${where(fall.in)}, but the secondary keys say no${besides(fall)}`,
  gaveUp: ({ key }) => `The expression “${key}” took too long`,
  disabled: () => 'It is switched off',
  trigger: () => 'It is not for this kind of generation',
  characterFilter: () => 'It is not for this character',
  tagFilter: () => 'It is not for a character with these tags',
  delay: () => 'The chat is too short for it',
  cooldown: () => 'It fired lately, and cools down',
  decorator: ({ decorator }) => `${decorator} says no`,
  probability: ({ roll, percent }) => `The dice were against it: ${Math.round(roll * 100) / 100}, and ${percent} % was needed`,
  group: ({ group, how, winner }) => `Its group “${group}”: ${GROUPS[how] ?? how}${winner ? ` (${winner})` : ''}`,
  budget: ({ tokensWithIt, budget }) => `It does not fit: ${tokensWithIt} tokens with it, and there are ${budget}`,
  budgetSpent: () => 'An entry before it did not fit, which ended it all',
  sameId: () => 'Another entry with the same id had fired',
  brokenContent: () => 'Its content is no text',
  replaced: () => 'A later entry has the same id, and is used in its place',
};

export const fell = (fall) => FALLS[fall.because]?.(fall) ?? fall.because;

/** What most entries of a large book are: nothing called for them. */
const NOT_CALLED = new Set(['noKeyFound', 'noKeys', 'waitsForRecursion', 'excludedFromRecursion']);

/** The light of an entry: fired, fell, quiet or off; a mark and words for it. */
export function lightOf(verdict, entry) {
  if (!entry.enabled) return { state: 'off', mark: '–', text: 'Switched off' };
  if (!verdict) return { state: 'quiet', mark: '', text: '' };
  if (verdict.fired) return { state: 'fired', mark: String(verdict.turn ?? ''), text: called(verdict.called ?? { by: 'fired' }) };
  const because = verdict.fell?.because ?? 'noKeyFound';
  if (NOT_CALLED.has(because)) return { state: 'quiet', mark: '', text: fell({ ...verdict.fell, because }) };
  return { state: 'fell', mark: '×', text: fell(verdict.fell) };
}
