// Autosave of a book: on a pause, against the version that it was made on. What is not saved yet is
// kept in this browser, and found again after a reload, a crash or a day offline.
import { api, make, settled } from './studio.js';
import { parse } from './lorebook_book.js';
import { merge } from './lorebook_merge.js';
import { Kept } from './lorebook_kept.js';

const SAVE_AFTER = 800;
const KEEP_AFTER = 250;
const RETRY_AFTER = 5000;
/** A save that takes no longer is not worth a word. */
const SLOW_AFTER = 200;

export class Saving {
  /** `book` answers the book as it is; `adopt` takes another in its place; `ask` shows both sides. */
  constructor({ character, handle, place, book, adopt, ask }) {
    Object.assign(this, { path: `/api/characters/${character}/draft`, kept: new Kept(`${handle} ${character} characterBook`), place, book, adopt, ask, edits: 0, savedEdits: 0 });
    this.keep = settled(() => this.#keep(), KEEP_AFTER);
    this.soon = settled(() => this.save(), SAVE_AFTER);
    addEventListener('online', () => this.save());
    addEventListener('pagehide', () => this.#keep());
  }

  get isDirty() { return this.edits !== this.savedEdits; }

  /** The draft as the server has it. */
  async open() {
    const response = await api('GET', this.path);
    const draft = parse(await response.text());
    this.version = response.headers.get('ETag');
    this.base = JSON.stringify(draft.fields.characterBook ?? null);
    return draft;
  }

  /** Over it, what windows that are gone kept here and could not save. */
  async resume() {
    for (const { base, mine } of await this.kept.adopted()) {
      const made = () => merge(parse(base), parse(mine), this.book());
      await this.#together(made, 'What was kept here is in again.');
    }
    await this.#keep();
    await this.kept.forget();
    if (this.isDirty) this.soon();
  }

  changed() {
    this.edits += 1;
    if (!this.isAsking) this.#show('dirty', 'Not saved yet');
    this.keep();
    this.soon();
  }

  #keep() {
    // A save in between has put everything away already.
    return this.isDirty ? this.kept.put({ base: this.common ?? this.base, mine: JSON.stringify(this.book()), at: Date.now() }) : undefined;
  }

  async save() {
    clearTimeout(this.retry);
    if (this.isSaving || this.isAsking || !this.isDirty) return;
    this.isSaving = true;
    const slow = setTimeout(() => this.#show('saving', 'Saving'), SLOW_AFTER);
    const goesOn = await this.#send().catch((problem) => this.#refused(problem)).finally(() => clearTimeout(slow));
    this.isSaving = false;
    if (goesOn && this.isDirty) this.soon();
  }

  async #send() {
    const edits = this.edits;
    const text = JSON.stringify(this.book());
    const response = await api('PATCH', this.path, { body: `{"characterBook":${text}}`, headers: { 'Content-Type': 'application/json', 'If-Match': this.version } });
    Object.assign(this, { version: response.headers.get('ETag'), base: text, savedEdits: edits });
    if (this.isDirty) { await this.#keep(); return true; }
    await this.kept.remove();
    this.#show('saved', 'Saved ', make('time', {}, new Date().toLocaleTimeString(undefined, { timeStyle: 'short' })));
    return false;
  }

  /** Answers whether to go on at once. */
  async #refused(problem) {
    if (problem.status === 412) return this.#beside().catch((other) => this.#refused(other));
    await this.#keep();
    if (problem.status === 401 || problem.status === 403) {
      this.#show('trouble', 'Kept here: your session is over. ', make('a', { href: '/sign-in', target: '_blank' }, 'Sign in'), ', then ', make('button', { type: 'button', class: 'quiet', onclick: () => location.reload() }, 'go on'));
    } else if (problem.status >= 400 && problem.status < 500 && problem.status !== 408 && problem.status !== 429) {
      const [first] = problem.told?.violations ?? [];
      this.#show('trouble', `Kept here, and not accepted: ${first ? `${first.field} ${first.message}` : problem.message}`);
    } else {
      this.#show('trouble', problem.status === undefined ? 'Offline: kept here' : `Kept here: ${problem.message}`);
      this.retry = setTimeout(() => this.save(), RETRY_AFTER);
    }
    return false;
  }

  /** Another window saved in between. */
  async #beside() {
    const { base } = this;
    const { fields } = await this.open();
    const theirs = JSON.stringify(fields.characterBook ?? null);
    // Until both sides are put together, what is kept is on what they have in common.
    this.common = base;
    await this.#together(() => merge(parse(base), this.book(), parse(theirs)));
    this.common = undefined;
    return true;
  }

  /** Puts two sides together, and asks where both changed the same. `made` makes them one, as they then are. */
  async #together(made, words) {
    let merged = made();
    if (merged.clashes.length) {
      const choices = await this.#asked(merged.clashes);
      // Meanwhile more was written.
      merged = made();
      for (const clash of merged.clashes) clash.choice = choices.get(clash.name) ?? clash.choice;
    }
    this.adopt(merged.build(), words ?? `${merged.fromThere} of the entries come from another window; yours stand beside them.`);
    this.edits += 1;
    this.#show('dirty', 'Not saved yet');
  }

  async #asked(clashes) {
    this.isAsking = true;
    await this.#keep();
    this.#show('asks', 'Two windows changed the same: both sides are kept. Choose below.');
    await new Promise((settle) => this.ask(clashes, settle));
    this.isAsking = false;
    return new Map(clashes.map(({ name, choice }) => [name, choice]));
  }

  #show(state, ...words) {
    this.place.dataset.state = state;
    this.place.setAttribute('role', state === 'trouble' || state === 'asks' ? 'alert' : 'none');
    this.place.replaceChildren(...words);
  }
}
