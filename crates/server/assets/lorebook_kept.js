// What is not saved yet, kept in this browser under a name for each window: two windows never write
// over each other, and what a window left behind that is gone is taken over by the next.

/** A reload asks before the page before it has let go. */
const TRIES = 6;
const TRY_AFTER = 60;

/** In IndexedDB: a large book does not fit where smaller things are kept. */
const store = new Promise((ready) => {
  const opening = indexedDB.open('repertoire', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('unsaved');
  opening.onsuccess = () => ready(opening.result);
  // A browser that keeps nothing (a private window of some) still saves.
  opening.onerror = () => ready(null);
});

async function within(mode, run) {
  const at = await store;
  if (!at) return undefined;
  const request = run(at.transaction('unsaved', mode).objectStore('unsaved'));
  return new Promise((done) => { request.onsuccess = () => done(request.result); request.onerror = () => done(undefined); });
}

/** Holds a lock as long as the window lives. Answers whether nobody else had it. */
function held(name) {
  // Without locks (plain HTTP from elsewhere) what is found is taken.
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    navigator.locks.request(name, { ifAvailable: true }, (lock) => { answer(lock !== null); return lock && new Promise(() => {}); }).catch(() => answer(true));
  });
}

export class Kept {
  constructor(name) {
    const window = crypto.getRandomValues(new Uint32Array(2)).join('-');
    Object.assign(this, { prefix: `${name} `, name: `${name} ${window}`, old: [] });
    held(this.name);
  }

  /** What windows left that are gone, the oldest first. */
  async adopted() {
    const names = ((await within('readonly', (at) => at.getAllKeys())) ?? []).filter((name) => name.startsWith(this.prefix) && name !== this.name);
    const found = [];
    for (const name of names) {
      if (!(await this.#free(name))) continue;
      this.old.push(name);
      found.push(await within('readonly', (at) => at.get(name)));
    }
    return found.filter(Boolean).sort((one, other) => one.at - other.at);
  }

  async #free(name) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (await held(name)) return true;
      await new Promise((later) => setTimeout(later, TRY_AFTER));
    }
    return false;
  }

  put(value) { return within('readwrite', (at) => at.put(value, this.name)); }
  remove() { return within('readwrite', (at) => at.delete(this.name)); }

  /** What was taken over is in this window's own now. */
  async forget() { for (const name of this.old.splice(0)) await within('readwrite', (at) => at.delete(name)); }
}
