// The bench: a chat is typed, and the draft as it stands here is tried on it.
import { api, make, settled } from './studio.js';
import { Prompt } from './lorebook_prompt.js';

const PROFILES = [['', 'The draft’s'], ['sillytavern-1.18', 'SillyTavern 1.18'], ['spec-v3', 'Card spec v3'], ['repertoire', 'Repertoire']];
const TOKENS = [['cl100k_base', 'cl100k'], ['o200k_base', 'o200k'], ['estimate', 'Estimate']];
/** A pause in typing; a preview of a large book takes about as long. */
const TRY_AFTER = 250;
const USER = 'User';

export class Bench {
  /** `unsaved` answers the book where it is not saved yet; `lit` takes what came of it. */
  constructor({ character, handle, name, greeting, unsaved, lit, openEntry }) {
    Object.assign(this, { path: `/api/characters/${character}/preview`, kept: `bench ${handle} ${character}`, name, unsaved, lit, timed: null });
    Object.assign(this, { chat: [{ isUser: false, text: greeting }, { isUser: true, text: '' }], profile: '', tokens: 'cl100k_base', maxContext: 8192, seed: 0 }, this.#found());
    this.prompt = new Prompt(openEntry);
    this.soon = settled(() => this.run(), TRY_AFTER);
    this.turns = make('ol', { class: 'bench-turns', 'aria-label': 'Chat' });
    this.trouble = make('p', { class: 'wrong', role: 'alert', hidden: true });
    this.memory = make('p', { class: 'hint', hidden: true });
    this.element = make('section', { class: 'lore-bench panel', 'aria-labelledby': 'bench-title' },
      make('h2', { id: 'bench-title' }, 'Bench'), this.#settings(), this.turns,
      make('p', { class: 'inline' },
        make('button', { type: 'button', class: 'button', onclick: () => this.add() }, 'Add a turn'),
        make('button', { type: 'button', class: 'quiet', onclick: () => this.reset(greeting) }, 'Begin anew'),
        make('button', { type: 'button', class: 'quiet', title: 'Other dice, for chances and random macros', onclick: () => this.roll() }, 'Roll again'),
        make('button', { type: 'button', class: 'quiet', title: 'What entries leave behind in a chat, sticky and cooldown, counts from here on', onclick: () => this.remember() }, 'Take this turn')),
      this.memory, this.trouble, this.prompt.element);
    this.chat.forEach((turn) => this.turns.append(this.#turn(turn)));
  }

  #found() {
    try {
      const { chat, profile, tokens, maxContext } = JSON.parse(localStorage.getItem(this.kept));
      return Array.isArray(chat) && chat.every(({ text }) => typeof text === 'string') ? { chat, profile, tokens, maxContext } : {};
    } catch { return {}; }
  }

  #changed() {
    try { localStorage.setItem(this.kept, JSON.stringify({ chat: this.chat, profile: this.profile, tokens: this.tokens, maxContext: this.maxContext })); } catch { /* What is kept is a convenience. */ }
    this.soon();
  }

  #settings() {
    const select = (label, field, choices) => {
      const control = make('select', { onchange: ({ target }) => { this[field] = target.value; this.#changed(); if (field === 'tokens') this.lit(null, this.tokens); } }, ...choices.map(([value, name]) => make('option', { value }, name)));
      control.value = this[field];
      return make('label', { class: 'field' }, make('span', {}, label), control);
    };
    const context = make('input', { type: 'number', min: 1, max: 10_000_000, step: 1, value: this.maxContext, oninput: ({ target }) => { if (target.validity.valid && target.value) { this.maxContext = Number(target.value); this.#changed(); } } });
    return make('div', { class: 'bench-settings' }, select('Rules', 'profile', PROFILES), select('Tokens by', 'tokens', TOKENS), make('label', { class: 'field' }, make('span', {}, 'Context'), context));
  }

  #turn(turn) {
    const speaker = make('button', { type: 'button', class: 'quiet bench-who', title: 'Let the other say it' });
    const area = make('textarea', { rows: 1, dir: 'auto', class: 'bench-text' });
    const item = make('li', { class: 'bench-turn' }, speaker, area, make('button', { type: 'button', class: 'quiet', 'aria-label': 'Remove this turn', onclick: () => {
      const beside = item.nextElementSibling ?? item.previousElementSibling;
      this.chat.splice(this.chat.indexOf(turn), 1);
      item.remove();
      (beside?.querySelector('textarea') ?? this.element.querySelector('.button')).focus();
      this.#changed();
    } }, '×'));
    const name = () => {
      speaker.replaceChildren(make('bdi', {}, turn.isUser ? USER : this.name));
      item.dataset.user = turn.isUser;
      area.setAttribute('aria-label', `${turn.isUser ? USER : this.name} says`);
    };
    area.value = turn.text;
    speaker.addEventListener('click', () => { turn.isUser = !turn.isUser; name(); this.#changed(); });
    area.addEventListener('input', () => { turn.text = area.value; this.#changed(); });
    area.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); this.add(); } });
    name();
    return item;
  }

  add() {
    const turn = { isUser: !this.chat.at(-1)?.isUser, text: '' };
    this.chat.push(turn);
    const item = this.#turn(turn);
    this.turns.append(item);
    item.querySelector('textarea').focus();
    this.#changed();
  }

  reset(greeting) {
    this.chat.splice(0, Infinity, { isUser: false, text: greeting }, { isUser: true, text: '' });
    this.turns.replaceChildren(...this.chat.map((turn) => this.#turn(turn)));
    this.#remembers(null);
    this.#changed();
  }

  roll() { this.seed += 1; this.run(); }

  /** What entries leave behind in a chat (sticky, cooldown) counts from the next turn on. */
  remember() {
    if (!this.view) return;
    this.#remembers(this.view.lorebook.timed);
    this.add();
  }

  #remembers(timed) {
    this.timed = timed;
    const effects = Object.values(timed ?? {}).reduce((all, of) => all + Object.keys(of ?? {}).length, 0);
    this.memory.hidden = !timed;
    this.memory.replaceChildren(`The chat remembers ${effects} effects. `, make('button', { type: 'button', class: 'quiet', onclick: () => { this.#remembers(null); this.run(); } }, 'Forget them'));
  }

  focus() { this.turns.querySelector('li:last-child textarea')?.focus(); }

  async run() {
    this.asked?.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const chat = this.chat.filter(({ text }) => text !== '').map(({ isUser, text }) => ({ name: isUser ? USER : this.name, text, isUser }));
    const book = this.unsaved();
    const json = { chat, tokens: this.tokens, maxContext: this.maxContext, maxResponse: Math.min(300, this.maxContext), seed: this.seed, user: USER, ...(this.profile && { profile: this.profile }), ...(this.timed && { timed: this.timed }), ...(book && { characterBook: book }) };
    const slow = setTimeout(() => this.element.setAttribute('aria-busy', 'true'), 200);
    try {
      const view = await (await api('POST', this.path, { json, signal })).json();
      this.view = view;
      this.trouble.hidden = true;
      const verdicts = this.lit(view, this.tokens);
      this.prompt.show(view, chat, verdicts);
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      const [first] = problem.told?.violations ?? [];
      this.trouble.textContent = problem.status === undefined ? 'Offline: the bench can’t be reached.' : first ? `${first.field} ${first.message}` : problem.message;
      this.trouble.hidden = false;
    } finally {
      clearTimeout(slow);
      if (!signal.aborted) this.element.removeAttribute('aria-busy');
    }
  }
}
