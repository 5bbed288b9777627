// The form of one entry, and of the book itself: one list of fields, each with where it stands.
import { make } from './studio.js';
import {
  chanceOf, extensionsOf, LOGICS, logicOf, number, POSITIONS, positionOf, read, titleOf, write, writeCase, writeChance, writeLogic, writePosition, wrongWith,
} from './lorebook_book.js';
import { lightOf } from './lorebook_words.js';

const APP = 'as the app has it';
const numbered = (names) => names.map((name, index) => [String(index), name]);

/** Label, where it stands, what it is: `get` and `set` where that is more than one place. */
const FIELDS = [
  ['', [
    { label: 'Name', path: 'name', kind: 'text' },
    { label: 'Comment', path: 'comment', kind: 'text', hint: 'SillyTavern shows it as the title.' },
    { label: 'Keys', path: 'keys', kind: 'keys' },
    { label: 'Secondary keys', kind: 'choice', path: 'selective', also: ['extensions.selectiveLogic'], choices: [['', 'not asked'], ...numbered(LOGICS)], get: logicOf, set: writeLogic },
    { label: 'Secondary', path: 'secondary_keys', kind: 'keys', isFor: (entry) => entry.selective === true },
    { label: 'Content', path: 'content', kind: 'area' },
    { label: 'Always there', path: 'constant', kind: 'flag' },
    { label: 'Keys are expressions (spec-v3)', path: 'use_regex', kind: 'flag' },
  ]],
  ['Place', [
    { label: 'Position', kind: 'choice', path: 'position', also: ['extensions.position'], choices: numbered(POSITIONS.map(([name]) => name)), get: (entry) => String(positionOf(entry)), set: (entry, value) => writePosition(entry, Number(value)) },
    { label: 'Depth', path: 'extensions.depth', kind: 'number', isFor: (entry) => positionOf(entry) === 4, empty: '4' },
    { label: 'Role', path: 'extensions.role', kind: 'choice', isFor: (entry) => positionOf(entry) === 4, choices: numbered(['system', 'user', 'assistant']), get: (entry) => String(number(read(entry, 'extensions.role')) ?? 0), set: (entry, value) => write(entry, 'extensions.role', Number(value)) },
    { label: 'Outlet', path: 'extensions.outlet_name', kind: 'text', isFor: (entry) => positionOf(entry) === 7 },
    { label: 'Order', path: 'insertion_order', kind: 'number', hint: 'Lower stands earlier.', empty: '100' },
    { label: 'Priority', path: 'priority', kind: 'number', hint: 'spec-v3: lower falls out first.' },
    { label: 'Outside the budget', path: 'extensions.ignore_budget', kind: 'flag' },
  ]],
  ['Matching', [
    { label: 'Messages searched', path: 'extensions.scan_depth', kind: 'number', empty: APP },
    { label: 'Case matters', kind: 'tri', path: 'case_sensitive', also: ['extensions.case_sensitive'], get: (entry) => read(entry, 'extensions.case_sensitive') ?? entry.case_sensitive, set: writeCase },
    { label: 'Whole words', path: 'extensions.match_whole_words', kind: 'tri' },
    ...[['persona_description', 'Search the persona'], ['character_description', 'Search the description'], ['character_personality', 'Search the personality'], ['character_depth_prompt', 'Search the note at depth'], ['scenario', 'Search the scenario'], ['creator_notes', 'Search the creator’s notes']]
      .map(([name, label]) => ({ label, path: `extensions.match_${name}`, kind: 'flag' })),
  ]],
  ['Chance and time', [
    { label: 'Chance, %', kind: 'number', path: 'extensions.probability', also: ['extensions.useProbability'], get: chanceOf, set: writeChance, min: 0, max: 100, empty: '100' },
    { label: 'Sticky, messages', path: 'extensions.sticky', kind: 'number' },
    { label: 'Cooldown, messages', path: 'extensions.cooldown', kind: 'number' },
    { label: 'Delay, messages', path: 'extensions.delay', kind: 'number' },
  ]],
  ['Groups', [
    { label: 'Group', path: 'extensions.group', kind: 'text', hint: 'One entry of a group fires; names parted by commas.' },
    { label: 'Weight', path: 'extensions.group_weight', kind: 'number', empty: '100' },
    { label: 'Goes first', path: 'extensions.group_override', kind: 'flag' },
    { label: 'Better match wins', path: 'extensions.use_group_scoring', kind: 'tri' },
  ]],
  ['Recursion', [
    { label: 'Recursion may not call it', path: 'extensions.exclude_recursion', kind: 'flag' },
    { label: 'It calls no others', path: 'extensions.prevent_recursion', kind: 'flag' },
    { label: 'Waits for recursion, level', path: 'extensions.delay_until_recursion', kind: 'number', get: (entry) => { const level = read(entry, 'extensions.delay_until_recursion'); return level === true ? 1 : level || undefined; } },
  ]],
];

const BOOK_FIELDS = [['', [
  { label: 'Name', path: 'name', kind: 'text' },
  { label: 'What it is about', path: 'description', kind: 'area' },
  { label: 'Messages searched', path: 'scan_depth', kind: 'number', hint: 'spec-v3; other profiles go by the app’s settings.', empty: APP },
  { label: 'Tokens it may take', path: 'token_budget', kind: 'number', hint: 'spec-v3.', empty: APP },
  { label: 'Entries call others', path: 'recursive_scanning', kind: 'tri', hint: 'spec-v3.' },
]]];

const SHOWN_ELSEWHERE = ['enabled', 'id', 'extensions', 'entries'];
const known = (groups) => new Set([...SHOWN_ELSEWHERE, ...groups.flatMap(([, fields]) => fields.flatMap((field) => [field.path, ...(field.also ?? [])]))]);

/** A form over `thing`; `changed` is called with what was written. */
export class Form {
  constructor({ changed, close, isOwn }) {
    Object.assign(this, { changed, close, isOwn });
    this.element = make('section', { class: 'lore-form panel', 'aria-labelledby': 'lore-form-title', hidden: true });
    this.element.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(); } });
  }

  show(thing, { isBook = false, verdict, advice } = {}) {
    const groups = isBook ? BOOK_FIELDS : FIELDS;
    Object.assign(this, { thing, isBook, groups, wraps: [] });
    this.title = make('h2', { id: 'lore-form-title', dir: 'auto' }, isBook ? 'The book itself' : titleOf(thing));
    this.verdict = make('p', { class: 'lore-verdict' });
    const [first, ...more] = groups.map(([name, fields]) => [name, fields.map((field) => this.#field(field))]);
    const details = more.map(([name, fields]) => make('details', { open: this.wasOpen?.has(name), 'data-name': name, ontoggle: (event) => { this.wasOpen ??= new Set(); if (event.target.open) this.wasOpen.add(name); else this.wasOpen.delete(name); } },
      make('summary', {}, name), make('div', { class: 'lore-fields' }, ...fields)));
    const rest = this.#rest(known(groups));
    this.element.replaceChildren(make('header', { class: 'lore-form-head' }, this.title, make('button', { type: 'button', class: 'quiet', onclick: () => this.close() }, 'Close ', make('kbd', {}, 'Esc'))),
      ...(isBook ? [] : [this.verdict]), make('div', { class: 'lore-fields' }, ...first[1]), ...details, ...rest);
    this.element.hidden = false;
    this.#fitting();
    this.judge(verdict);
  }

  hide() { this.element.hidden = true; this.thing = null; this.element.replaceChildren(); }
  focus() { this.element.querySelector('input, textarea')?.focus(); }

  /** What the bench says of the entry. */
  judge(verdict) {
    if (!this.thing || this.isBook) return;
    const light = lightOf(verdict, this.thing);
    this.verdict.dataset.light = light.state;
    this.verdict.replaceChildren(make('bdi', {}, light.text || 'The bench has not looked yet'), light.state === 'fired' ? `, ${verdict.tokens} tokens` : '');
    const advice = new Map((verdict?.advice ?? []).map(({ key, advice }) => [key, advice]));
    for (const item of this.element.querySelectorAll('.lore-key')) item.advise?.(advice);
  }

  #fitting() { for (const [wrap, field] of this.wraps) wrap.hidden = field.isFor ? !field.isFor(this.thing) : false; }

  #write(field, value) {
    if (field.set) field.set(this.thing, value);
    else write(this.thing, field.path, value);
    this.#fitting();
    if (!this.isBook) this.title.textContent = titleOf(this.thing);
    this.changed(this.thing);
  }

  #field(field) {
    const value = field.get ? field.get(this.thing) : read(this.thing, field.path);
    const wrap = field.kind === 'keys' ? this.#keys(field) : this.#labelled(field, this[`_${field.kind}`](field, value));
    this.wraps.push([wrap, field]);
    return wrap;
  }

  #labelled(field, control) {
    control.disabled = !this.isOwn;
    if (field.kind === 'flag') return make('label', { class: 'lore-flag' }, control, make('span', {}, field.label));
    return make('label', { class: `field lore-${field.kind}-field` }, make('span', {}, field.label), control, field.hint && make('span', { class: 'hint' }, field.hint));
  }

  _text(field, value) {
    return make('input', { value: typeof value === 'string' ? value : '', dir: 'auto', oninput: ({ target }) => this.#write(field, target.value) });
  }

  _area(field, value) {
    const area = make('textarea', { rows: 6, dir: 'auto', oninput: ({ target }) => this.#write(field, target.value) });
    area.value = typeof value === 'string' ? value : '';
    return area;
  }

  _number(field, value) {
    return make('input', { type: 'number', step: 'any', min: field.min, max: field.max, value: number(value) ?? '', placeholder: field.empty, inputmode: 'decimal',
      oninput: ({ target }) => { if (!target.validity.badInput) this.#write(field, target.value === '' ? undefined : Number(target.value)); } });
  }

  _flag(field, value) {
    const box = make('input', { type: 'checkbox', onchange: ({ target }) => this.#write(field, target.checked) });
    box.checked = Boolean(value);
    return box;
  }

  _tri(field, value) {
    const choices = [['', APP], ['true', 'yes'], ['false', 'no']];
    return this.#select(choices, value === true || value === false ? String(value) : '', (chosen) => this.#write(field, chosen === '' ? undefined : chosen === 'true'));
  }

  _choice(field, value) {
    const text = value === undefined || value === null ? '' : String(number(value) ?? value);
    return this.#select(field.choices, text, (chosen) => this.#write(field, chosen));
  }

  #select(choices, value, chosen) {
    const all = choices.some(([one]) => one === value) ? choices : [...choices, [value, `${value}, which is unknown here`]];
    const select = make('select', { onchange: ({ target }) => chosen(target.value) }, ...all.map(([one, label]) => make('option', { value: one }, label)));
    select.value = value;
    return select;
  }

  /** One field for each key: what is wrong with one stands at it. Enter makes the next. */
  #keys(field) {
    const list = make('ul', { class: 'lore-keys-list' });
    const inputs = () => [...list.querySelectorAll('input')];
    const put = () => this.#write(field, inputs().map((input) => input.value).filter((key) => key !== ''));
    const add = (key, after) => {
      const item = make('li', { class: 'lore-key' });
      const input = make('input', { value: key, dir: 'auto', 'aria-label': `${field.label}, one`, placeholder: 'a word, a phrase or /an expression/i', disabled: !this.isOwn });
      const note = make('p', { class: 'lore-note', hidden: true });
      let advised = new Map();
      const check = () => {
        const wrong = input.value && wrongWith(input.value, this.thing);
        const advice = advised.get(input.value);
        note.hidden = !wrong && !advice;
        note.className = `lore-note ${wrong ? 'is-wrong' : ''}`;
        note.textContent = wrong || (advice ? `Slow: ${advice}` : '');
        input.toggleAttribute('aria-invalid', Boolean(wrong));
      };
      item.advise = (advice) => { advised = advice; check(); };
      input.addEventListener('input', () => { check(); put(); });
      input.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { event.preventDefault(); add('', item).focus(); }
        if (event.key === 'Backspace' && input.value === '' && inputs().length > 1) { event.preventDefault(); (item.previousElementSibling ?? item.nextElementSibling).querySelector('input').focus(); item.remove(); put(); }
      });
      // Several at once, as other tools write them.
      input.addEventListener('paste', (event) => {
        const text = event.clipboardData.getData('text');
        const parts = text.split(text.includes('\n') ? /\s*\n\s*/ : text.trim().startsWith('/') ? /$^/ : /\s*,\s*/).filter(Boolean);
        if (parts.length < 2) return;
        event.preventDefault();
        let at = item;
        for (const part of parts) at = add(part, at).closest('li');
        if (input.value === '') item.remove();
        put();
      });
      item.append(input, note);
      if (after) after.after(item); else list.append(item);
      check();
      return input;
    };
    const keys = read(this.thing, field.path);
    for (const key of Array.isArray(keys) && keys.length ? keys : ['']) add(String(key));
    return make('fieldset', { class: 'lore-keys-field' }, make('legend', {}, field.label), list,
      this.isOwn ? make('button', { type: 'button', class: 'quiet', onclick: () => add('').focus() }, 'Add a key') : null);
  }

  /** What no field here is for: kept as it is, and shown. */
  #rest(fields) {
    const top = Object.entries(this.thing).filter(([name]) => !fields.has(name));
    const inner = Object.entries(extensionsOf(this.thing)).filter(([name]) => !fields.has(`extensions.${name}`));
    if (top.length + inner.length === 0) return [];
    const json = JSON.stringify({ ...Object.fromEntries(top), ...(inner.length && { extensions: Object.fromEntries(inner) }) }, null, 2);
    return [make('details', {}, make('summary', {}, 'What other tools keep here'), make('p', { class: 'hint' }, 'Kept as it is.'), make('pre', { class: 'lore-json', dir: 'auto', tabindex: 0 }, json))];
  }
}
