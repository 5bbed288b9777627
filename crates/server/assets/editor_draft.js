// The draft as this window has it, and its way to the server: one save at a time, and nothing lost on the way.
//
// Of each field there is what the server had at `version` (`saved`), what this window has (`mine`), what it
// sent without an answer yet (`sent`), and what others made of it while it was being changed here (`theirs`).
import { Problem, api, renewed } from './studio.js';
import { same } from './editor_fields.js';

const PAUSE_MS = 800;
const LOOK_MS = 20_000;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];
const SIGN_IN_MS = 5_000;
/** Browsers let a page that goes away send so much. */
const KEEPALIVE_BYTES = 60_000;

export class Draft {
  /** `told`: state(name, draft), taken(field), collides(field), settled(field), refused(field, message), saved(version). */
  constructor({ character, handle, version, savedAt, fields, told, keep }) {
    Object.assign(this, { path: `/api/characters/${character}/draft`, handle, version, savedAt, fields, told, keep });
    this.states = new Map([...fields].map(([name, field]) => [name, { saved: field.initial, mine: field.initial, sent: [] }]));
    Object.assign(this, { running: null, again: false, tries: 0, timer: null, isLooking: false, trouble: null });
  }

  of(name) { return this.states.get(name); }
  isDirty(name) { const it = this.of(name); return !same(it.mine, it.saved); }
  dirty() { return [...this.states.keys()].filter((name) => this.isDirty(name)); }
  colliding() { return [...this.states.keys()].filter((name) => 'theirs' in this.of(name)); }
  refused() { return [...this.states.keys()].filter((name) => this.isRefused(name)); }
  isRefused(name) { const it = this.of(name); return it.refused !== undefined && same(it.refused, it.mine); }
  toSend() { return this.dirty().filter((name) => !('theirs' in this.of(name)) && !this.isRefused(name)); }

  /** For the journal: what is not on the server yet. */
  unsent() {
    return Object.fromEntries(this.dirty().map((name) => {
      const { saved, mine, sent, theirs } = this.of(name);
      return [name, { base: saved, mine, sent, ...(theirs !== undefined && { theirs }) }];
    }));
  }

  /** What a journal kept comes back. Answers the fields that it was put into. */
  putBack(edits) {
    const names = [];
    for (const [name, { base, mine, sent = [], theirs }] of edits) {
      const [field, state] = [this.fields.get(name), this.of(name)];
      if (!field || same(mine, state.saved) || same(mine, state.mine)) continue;
      const isOwn = same(base, state.saved) || sent.some((it) => same(it, state.saved));
      const earlier = this.isDirty(name) ? state.mine : undefined;
      state.mine = mine;
      field.write(mine);
      names.push(name);
      if (earlier !== undefined) this.collide(field, earlier);
      else if (theirs !== undefined || !isOwn) this.collide(field, state.saved);
    }
    if (names.length) this.later(0);
    return names;
  }

  /** A person changed a field of this window. */
  edit(name, value) {
    const state = this.of(name);
    state.mine = value;
    if (!this.isRefused(name)) this.told.refused(this.fields.get(name), null);
    if ('theirs' in state && same(value, state.theirs)) delete state.theirs;
    if ('theirs' in state) this.told.collides(this.fields.get(name)); else this.told.settled(this.fields.get(name));
    this.keep();
    this.tell();
    this.later(PAUSE_MS);
  }

  /** Of two that collide, a person chose. */
  choose(name, value) {
    const [field, state] = [this.fields.get(name), this.of(name)];
    delete state.theirs;
    state.mine = value;
    field.write(value);
    this.told.settled(field);
    this.keep();
    this.tell();
    this.later(0);
  }

  collide(field, theirs) {
    this.of(field.name).theirs = theirs;
    this.told.collides(field);
  }

  /** The draft as the server has it now. */
  take(version, values) {
    for (const [name, field] of this.fields) {
      if (!(name in values)) continue;
      const [state, now] = [this.of(name), field.plain(values[name])];
      if (same(now, state.saved)) continue;
      const isDirty = this.isDirty(name);
      const isOwn = state.sent.some((it) => same(it, now));
      state.saved = now;
      if (!isDirty || same(state.mine, now)) {
        if ('theirs' in state) { delete state.theirs; this.told.settled(field); }
        const isNews = !same(state.mine, now);
        state.mine = now;
        field.write(now);
        if (isNews) this.told.taken(field);
      } else if (!isOwn) {
        this.collide(field, now);
      }
    }
    this.version = version;
    this.keep();
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), wait);
  }

  /** Sends what there is to send; one at a time, again as long as there is more. */
  run({ look = false } = {}) {
    this.isLooking ||= look;
    if (this.running) { this.again = true; return this.running; }
    clearTimeout(this.timer);
    this.running = this.turn().finally(() => {
      this.running = null;
      this.tell();
      if (this.again) { this.again = false; if (!this.trouble) this.later(0); }
    });
    return this.running;
  }

  async turn() {
    // A server that refuses the same over and over is not asked without end.
    for (let turns = 0; turns < 20; turns += 1) {
      const all = this.toSend();
      const names = this.alone ? all.slice(0, 1) : all;
      this.alone &&= all.length > 0;
      if (!names.length && !this.isLooking) break;
      try {
        if (names.length) await this.send(names); else await this.look();
        this.tries = 0;
        this.trouble = null;
      } catch (error) {
        if (!(await this.mended(error, names))) return;
      }
    }
    clearTimeout(this.next);
    this.next = setTimeout(() => this.poll(), LOOK_MS);
  }

  async send(names) {
    const edit = Object.fromEntries(names.map((name) => [name, this.of(name).mine]));
    this.noteSent(edit);
    this.keep();
    this.tell('saving');
    const base = this.version;
    const response = await api('PATCH', this.path, { json: edit, headers: { 'If-Match': `"${base}"` } });
    const saved = await response.json();
    for (const name of names) Object.assign(this.of(name), { saved: edit[name], sent: [], refused: undefined });
    this.savedAt = new Date(saved.updatedAt);
    // Between the base and this save there are others', which this window has not seen.
    if (saved.merged || saved.alreadySaved || saved.version !== base + 1) this.isLooking = true;
    else this.version = saved.version;
    this.keep();
    this.told.saved?.(this.version);
  }

  async look() {
    this.isLooking = false;
    const response = await fetch(this.path, { headers: { Accept: 'application/json', 'If-None-Match': `"${this.version}"` }, credentials: 'same-origin', cache: 'no-store' });
    if (response.status === 304) return;
    const told = await response.json().catch(() => ({}));
    if (!response.ok) { this.isLooking = true; throw new Problem(response, told); }
    this.take(told.version, told.fields);
    this.savedAt = new Date(told.updatedAt);
  }

  /** Whether one can go on at once after what went wrong; else when to try again is set. */
  async mended(error, names) {
    const status = error instanceof Problem ? error.status : 0;
    if (status === 412 && error.told.current) { this.take(error.told.current.version, error.told.current.fields); return true; }
    if (status === 401 || status === 403) return this.signedOut();
    if (status === 404) return this.wait('gone', 30_000);
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) return this.refuse(error, names);
    return this.wait(status === 0 ? 'offline' : 'unwell', RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)]);
  }

  wait(trouble, milliseconds) {
    this.trouble = trouble;
    this.isLooking = true;
    this.later(milliseconds);
    return false;
  }

  async signedOut() {
    const handle = await renewed().catch(() => null);
    // Once: a word that is new and still refused is no matter of the session.
    if (handle === this.handle && this.trouble !== 'signed-out-again') { this.trouble = 'signed-out-again'; return true; }
    return this.wait('signed-out', SIGN_IN_MS);
  }

  /** Some fields can't be kept as they are: the others go on without them. */
  refuse(error, names) {
    const violations = error.told.violations ?? [];
    let named = 0;
    for (const name of names) {
      const own = violations.filter(({ field }) => field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`));
      if (!own.length) continue;
      named += 1;
      this.of(name).refused = this.of(name).mine;
      this.told.refused(this.fields.get(name), own.map(({ field, message }) => (field === name ? message : `${field.slice(name.length)} ${message}`)).join('; '));
      if (own.some(({ message }) => message.startsWith('a draft has no such field'))) this.isOutdated = true;
    }
    // Where it does not say which, each goes alone.
    if (named === 0 && names.length > 1) { this.alone = true; return true; }
    if (named === 0) for (const name of names) { this.of(name).refused = this.of(name).mine; this.told.refused(this.fields.get(name), error.message); }
    return true;
  }

  poll() {
    clearTimeout(this.next);
    if (document.visibilityState === 'visible' && !this.trouble) this.run({ look: true });
    else this.next = setTimeout(() => this.poll(), LOOK_MS);
  }

  /** Somebody is back, or the network is. */
  wake() { this.tries = 0; this.run({ look: true }); }

  /** The page goes away: a last word, if it is short enough; the journal has it in any case. */
  leave() {
    const names = this.toSend();
    if (!names.length) return;
    const edit = Object.fromEntries(names.map((name) => [name, this.of(name).mine]));
    if (new Blob([JSON.stringify(edit)]).size > KEEPALIVE_BYTES) return;
    api('PATCH', this.path, { json: edit, headers: { 'If-Match': `"${this.version}"` }, keepalive: true }).catch(() => {});
    this.noteSent(edit);
  }

  /** What may be on the server although no answer came: coming back, it is one's own. */
  noteSent(edit) {
    for (const [name, value] of Object.entries(edit)) this.of(name).sent = [...this.of(name).sent, value].slice(-3);
  }

  /** What the line at the top says. */
  tell(now) {
    const state = this.isOutdated ? 'outdated'
      : this.trouble && this.trouble !== 'signed-out-again' ? this.trouble
        : this.colliding().length ? 'conflict'
          : this.refused().length ? 'refused'
            : now ?? (this.running && this.toSend().length ? 'saving' : this.toSend().length ? 'edited' : 'saved');
    this.told.state(state, this);
  }
}
