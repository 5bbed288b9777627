// A book while it is written: read as apps read it, and changed where it stands. What we don't know
// of it stays as it is, numbers included that JavaScript can't hold.

/** JSON that comes out as it went in: a number that would come out otherwise is kept as it is written. */
export function parse(text) {
  if (!JSON.rawJSON || !/\d{16}|\d[eE.]|-0/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value, { source }) => (typeof value === 'number' && String(value) !== source ? JSON.rawJSON(source) : value));
}

export const number = (value) => (typeof value === 'number' ? value : JSON.isRawJSON?.(value) ? Number(value.rawJSON) : undefined);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON?.(value);
const said = (text) => typeof text === 'string' && text.trim() !== '';

/** Where an entry goes, by SillyTavern's numbers: in full, and as it stands in the table. */
export const POSITIONS = [
  ['Before the character', 'before'], ['After the character', 'after'], ['Above the author’s note', 'note ↑'], ['Below the author’s note', 'note ↓'],
  ['Among the messages, at a depth', 'depth'], ['Before the examples', 'examples ↑'], ['After the examples', 'examples ↓'], ['Where {{outlet::name}} stands', 'outlet'],
];
/** How secondary keys decide, by SillyTavern's numbers. */
export const LOGICS = ['AND ANY', 'NOT ALL', 'NOT ANY', 'AND ALL'];

export const keysOf = (entry, name = 'keys') => (Array.isArray(entry[name]) ? entry[name].filter((key) => typeof key === 'string') : []);
export const titleOf = (entry) => [entry.name, entry.comment, ...keysOf(entry)].find(said) ?? 'Untitled';
export const extensionsOf = (entry) => (isObject(entry.extensions) ? entry.extensions : {});

/** As activation names it, without the book: its id, or where it stands. */
export function uidOf(entry, index) {
  const id = Object.hasOwn(entry, 'id') ? entry.id : index;
  return JSON.isRawJSON?.(id) ? String(number(id)) : String(id);
}

export function positionOf(entry) {
  return number(extensionsOf(entry).position) ?? (entry.position === 'before_char' ? 0 : 1);
}

export function placeOf(entry) {
  const position = positionOf(entry);
  const short = POSITIONS[position]?.[1] ?? 'nowhere';
  return position === 4 ? `${short} ${number(extensionsOf(entry).depth) ?? 4}` : short;
}

export const logicOf = (entry) => (entry.selective ? String(number(extensionsOf(entry).selectiveLogic) ?? 0) : '');
export const chanceOf = (entry) => (extensionsOf(entry).useProbability === false ? 100 : number(extensionsOf(entry).probability) ?? 100);

/** What stands at `name`, or at `extensions.name`. */
export function read(entry, path) {
  const [name, inner] = path.split('.');
  return inner === undefined ? entry[name] : extensionsOf(entry)[inner];
}

/** Puts a value there; `undefined` takes it away. */
export function write(entry, path, value) {
  const [name, inner] = path.split('.');
  if (inner !== undefined && !isObject(entry[name])) {
    if (value === undefined) return;
    entry[name] = {};
  }
  const at = inner === undefined ? entry : entry[name];
  if (value === undefined) delete at[inner ?? name];
  else at[inner ?? name] = value;
}

export function writePosition(entry, position) {
  const isPlain = position < 2 && extensionsOf(entry).position === undefined;
  if (!isPlain) write(entry, 'extensions.position', position);
  entry.position = position === 0 ? 'before_char' : 'after_char';
}

export function writeLogic(entry, logic) {
  entry.selective = logic !== '';
  if (logic === '') return;
  if (logic !== '0' || extensionsOf(entry).selectiveLogic !== undefined) write(entry, 'extensions.selectiveLogic', Number(logic));
}

export function writeChance(entry, chance) {
  write(entry, 'extensions.probability', chance);
  if (chance !== undefined && chance < 100 && extensionsOf(entry).useProbability === false) write(entry, 'extensions.useProbability', true);
}

/** SillyTavern reads one of the two, the specification the other. */
export function writeCase(entry, value) {
  write(entry, 'case_sensitive', value);
  write(entry, 'extensions.case_sensitive', value);
}

/** A new entry, with an id that no other has. */
export function fresh(entries) {
  const ids = entries.map((entry) => number(entry.id)).filter(Number.isSafeInteger);
  const id = ids.reduce((most, id) => Math.max(most, id), -1) + 1;
  return { id, keys: [], secondary_keys: [], name: '', comment: '', content: '', constant: false, selective: false, insertion_order: 100, enabled: true, position: 'after_char', use_regex: false, extensions: {} };
}

/** `/pattern/flags`, as SillyTavern reads it: an unescaped slash inside makes it plain text. */
export function delimited(key) {
  const [, pattern, flags] = /^\/([\w\W]+?)\/([gimsuy]*)$/.exec(key.trim()) ?? [];
  if (pattern === undefined || /(^|[^\\])\//.test(pattern)) return null;
  return [pattern.replace('\\/', '/'), flags];
}

/** What is wrong with a key that should be an expression, in the browser's words; or nothing. */
export function wrongWith(key, entry) {
  const isMeant = key.trim().startsWith('/') && /\/[a-z]*$/.test(key.trim().slice(1));
  const parted = delimited(key) ?? (entry.use_regex ? [key, ''] : null);
  if (!parted) return isMeant && key.trim().length > 2 ? 'An unescaped slash or an unknown flag: it is looked for as plain text.' : null;
  try {
    new RegExp(...parted);
    return null;
  } catch (error) {
    const then = entry.use_regex ? 'The entry never fires under spec-v3.' : 'It is looked for as plain text.';
    return `${error.message}. ${then}`;
  }
}

const found = new WeakMap();
/** What the filter looks in, made when it is first asked for. */
export function searched(entry) {
  let text = found.get(entry);
  if (text === undefined) {
    text = [entry.name, entry.comment, ...keysOf(entry), ...keysOf(entry, 'secondary_keys'), entry.content].filter(said).join('\n').toLowerCase();
    found.set(entry, text);
  }
  return text;
}
export const changed = (entry) => found.delete(entry);
