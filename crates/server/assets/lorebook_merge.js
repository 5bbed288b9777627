// Two windows wrote in one book: entry by entry, what only one of them changed is taken from it, and
// what both changed is asked about.
import { uidOf } from './lorebook_book.js';

/** Entries by what tells them apart: their id, and among those of one id their turn. */
function keyed(entries) {
  const turns = new Map();
  return new Map(entries.map((entry) => {
    // Without an id an entry is what it says: two that differ are two.
    const name = Object.hasOwn(entry, 'id') ? `id ${uidOf(entry)}` : `text ${JSON.stringify(entry)}`;
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    return [`${name} ${turn}`, entry];
  }));
}

const ENTRIES = 'entries';
const others = (book) => new Map(Object.entries(book).filter(([name]) => name !== ENTRIES));

/** What three sides say of one thing. Answers what is taken, or that both changed it. */
function decide(base, mine, theirs) {
  const [was, here, there] = [base, mine, theirs].map((side) => JSON.stringify(side));
  if (here === there || there === was) return { taken: mine };
  if (here === was) return { taken: theirs };
  return { isClash: true };
}

function keysInOrder(base, mine, theirs) {
  const common = (of) => [...of.keys()].filter((key) => base.has(key) && mine.has(key) && theirs.has(key)).join('\n');
  const theyMoved = common(theirs) !== common(base);
  const [frame, added] = theyMoved ? [theirs, mine] : [mine, theirs];
  const keys = [...frame.keys()];
  let before = -1;
  for (const key of added.keys()) {
    const at = keys.indexOf(key);
    if (at >= 0) before = at;
    else keys.splice(before += 1, 0, key);
  }
  return keys;
}

/** The three books as one. `clashes` are to be settled: each has both sides, and takes a `choice`. */
export function merge(base, mine, theirs) {
  const sides = [base, mine, theirs].map((book) => keyed(book?.entries ?? []));
  const heads = [base, mine, theirs].map((book) => others(book ?? {}));
  const clashes = [];
  const ids = sides.flatMap((side) => [...side.values()].map(({ id }) => (Number.isSafeInteger(id) ? id : -1)));
  let next = ids.reduce((most, id) => Math.max(most, id), -1) + 1;
  // Of two that are both kept the second gets an id of its own: apps use one of an id.
  const anew = (entry) => ({ ...entry, id: next++ });
  const settle = ([was, here, there], kind) => {
    const keys = kind === 'entry' ? keysInOrder(was, here, there) : [...new Set([...here.keys(), ...there.keys()])];
    return keys.map((key) => {
      const [mine, theirs] = [here.get(key), there.get(key)];
      const { taken, isClash } = decide(was.get(key), mine, theirs);
      if (!isClash) return { key, take: () => [taken] };
      const clash = { kind, name: key, mine, theirs, choice: kind === 'entry' && mine && theirs ? 'both' : mine === undefined ? 'theirs' : 'mine' };
      clashes.push(clash);
      return { key, take: () => ({ mine: () => [mine], theirs: () => [theirs], both: () => [mine, anew(theirs)] })[clash.choice]() };
    });
  };
  const head = settle(heads, 'member');
  const entries = settle(sides, 'entry');
  const fromThere = [...sides[2]].filter(([key, entry]) => JSON.stringify(entry) !== JSON.stringify(sides[0].get(key))).length;
  const build = () => {
    const members = head.flatMap(({ key, take }) => take().filter((it) => it !== undefined).map((value) => [key, value]));
    return { ...Object.fromEntries(members), entries: entries.flatMap(({ take }) => take().filter((it) => it !== undefined)) };
  };
  return { clashes, build, fromThere };
}
