// What is written and not sent yet, kept in this browser: a crash, a reload, an end of the session lose nothing.
//
// Each window has a journal of its own, held by a lock as long as the window lives. A window that opens a
// character takes over the journals of windows that are gone.

const PREFIX = 'repertoire.draft.';
/** Histories of other characters, which may go when there is no room: the newest few stay. */
const OTHERS_MAX = 8;
const WRITE_MS = 120;

export class Journal {
  /** The journal of this window, and what is left of others: `{ journal, edits, history }`. */
  static async open(character, handle) {
    const journal = new Journal(character, handle);
    journal.window = await ownWindow(character);
    journal.key = `${PREFIX}${character}.${journal.window}`;
    const found = [journal.read(journal.key)];
    for (const key of keysOf(character)) {
      if (key === journal.key || !(await isOrphan(character, key.split('.').at(-1)))) continue;
      found.push(journal.read(key));
      journal.adopted.push(key);
    }
    const mine = found.filter((it) => it && it.handle === handle).sort((one, other) => one.at - other.at);
    const history = found[0]?.history ?? mine.at(-1)?.history;
    return { journal, edits: mine.flatMap((it) => Object.entries(it.edits ?? {})), history };
  }

  constructor(character, handle) {
    Object.assign(this, { character, handle, adopted: [], isFull: false, timer: null, next: null });
  }

  read(key) {
    try { return JSON.parse(localStorage.getItem(key) ?? 'null'); } catch { return null; }
  }

  /** Soon, or at once. `edits`: by field `{ base, mine, sent }`; `history` as it is kept. */
  keep(edits, history, atOnce = false) {
    this.next = { edits, history };
    clearTimeout(this.timer);
    if (atOnce) return this.write();
    this.timer = setTimeout(() => this.write(), WRITE_MS);
    return true;
  }

  write() {
    clearTimeout(this.timer);
    if (!this.next) return !this.isFull;
    const { edits, history } = this.next;
    const whole = { handle: this.handle, at: Date.now(), edits: edits(), history: history() };
    this.isFull = !(put(this.key, whole) || (tidy(this.key), put(this.key, whole)) || put(this.key, { ...whole, history: null }));
    if (!this.isFull) for (const key of this.adopted.splice(0)) localStorage.removeItem(key);
    this.next = null;
    return !this.isFull;
  }
}

function put(key, value) {
  try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
}

function keysOf(character) {
  try { return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${character}.`)); } catch { return []; }
}

/** Journals with nothing unsent are only histories: the oldest go. */
function tidy(own, most = 0) {
  let kept;
  try { kept = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX) && key !== own); } catch { return; }
  kept = kept.map((key) => {
    try { return { key, ...JSON.parse(localStorage.getItem(key)) }; } catch { return { key, at: 0 }; }
  });
  const idle = kept.filter((it) => Object.keys(it.edits ?? {}).length === 0).sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
  for (const { key } of idle.slice(most)) localStorage.removeItem(key);
}

/** The window's name, kept over reloads; another one where a copy of the window has it. */
async function ownWindow(character) {
  let name = null;
  try { name = sessionStorage.getItem('repertoire.window'); } catch { /* a browser that keeps nothing: says so when it is asked to */ }
  // A reload asks before the page before it has let go.
  for (let tries = 0; name && tries < 8; tries += 1) {
    if (await hold(lockOf(character, name))) return name;
    await new Promise((later) => setTimeout(later, 60));
  }
  name = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  try { sessionStorage.setItem('repertoire.window', name); } catch { /* as above */ }
  await hold(lockOf(character, name));
  tidy(`${PREFIX}${character}.${name}`, OTHERS_MAX);
  return name;
}

const lockOf = (character, window) => `${PREFIX}${character}.${window}`;

/** Holds a lock until the window is gone. Without locks (a page over plain HTTP) windows trust each other. */
function hold(name) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      answer(lock !== null);
      return lock && new Promise(() => {});
    }).catch(() => answer(true));
  });
}

/** Whether nobody holds a journal. Who takes it over holds it from then on. */
const isOrphan = (character, window) => hold(lockOf(character, window));
