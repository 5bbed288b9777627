// The fields of the editor: what each holds as a value, read from the page and written to it.
import { make } from './studio.js';

/** Two values that mean the same. */
export const same = (one, other) => one === other || canonical(one) === canonical(other);

function canonical(value) {
  return JSON.stringify(value, (_, it) => (it && typeof it === 'object' && !Array.isArray(it) ? Object.fromEntries(Object.entries(it).sort()) : it)) ?? 'null';
}

const lines = (text) => String(text ?? '').replace(/\r\n?/g, '\n');
const unlined = (text) => lines(text).replaceAll('\n', '');
const isBlank = (text) => text.trim() === '';

/** The tag id of a label, as `slug::tag_id` of the server makes it. */
export function tagId(label) {
  const plain = label.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')].slice(0, 64).join('').replace(/-$/, '');
}

/** What both sides make together; null where there is nothing but one or the other. */
export function both(kind, mine, theirs) {
  if (kind === 'text') return mine.includes(theirs) ? mine : theirs.includes(mine) ? theirs : `${mine}\n\n${theirs}`;
  if (kind === 'texts' || kind === 'tags') return [...new Set([...mine, ...theirs])];
  if (kind === 'packs') return sorted([...theirs.filter((it) => !mine.some((own) => own.modelPackId === it.modelPackId)), ...mine]);
  if (kind === 'notes') return { ...theirs, ...mine, notes: both('text', mine?.notes ?? '', theirs?.notes ?? '') };
  return null;
}

const sorted = (packs) => packs.toSorted((one, other) => (one.modelPackId < other.modelPackId ? -1 : 1));

class Field {
  constructor(element, edited) {
    const { field, kind, label } = element.dataset;
    Object.assign(this, { element, kind, label, name: field, edited, isOwn: element.closest('[data-own]') !== null });
    this.input = element.querySelector(`#field-${CSS.escape(field)}`);
  }

  /** A value of the server's as this page has it. */
  plain(value) { return value; }
  /** For eyes: beside another one, and in the undo button. */
  words(value) { return String(value ?? ''); }
  focus() { (this.input ?? this.element.querySelector('textarea, input, button'))?.focus(); }
  /** The texts of it that a prompt has. */
  texts() { return [this.read()]; }
}

class Text extends Field {
  plain(value) { return this.input.matches('textarea') ? lines(value) : unlined(value); }
  read() { return this.input.value; }

  write(value) {
    const { input } = this;
    if (input.value === value) return;
    const [start, end] = [input.selectionStart, input.selectionEnd];
    const before = input.value;
    input.value = value;
    if (document.activeElement === input) {
      // What comes before the caret may have grown.
      const head = commonStart(before, value);
      const grown = value.length - before.length;
      const moved = (at) => Math.max(0, Math.min(value.length, at <= head ? at : at + grown));
      input.setSelectionRange(moved(start), moved(end));
    }
  }
}

class Notes extends Text {
  constructor(...given) { super(...given); this.others = JSON.parse(this.input.dataset.others); }

  /** Other tools' keys of the document stay. */
  plain(value) { const { notes, ...others } = value ?? {}; return this.document(lines(notes), others); }
  document(notes, others) { return notes === '' && !Object.keys(others).length ? null : { ...others, notes }; }
  words(value) { return value?.notes ?? ''; }
  read() { return this.document(this.input.value, this.others); }
  write(value) {
    const { notes = '', ...others } = value ?? {};
    this.others = others;
    super.write(notes);
  }
}

class Choice extends Field {
  read() { return this.input.value === '' ? null : this.input.value; }
  words(value) { return [...this.input.options].find((it) => it.value === (value ?? ''))?.textContent ?? String(value ?? ''); }
  write(value) {
    const id = value ?? '';
    if (![...this.input.options].some((it) => it.value === id)) this.input.append(make('option', { value: id }, id));
    this.input.value = id;
  }
}

class Texts extends Field {
  constructor(...given) {
    super(...given);
    this.places = this.element.querySelector('[data-places]');
    if (this.isOwn) this.write(this.read());
  }

  plain(value) { return (value ?? []).map(lines).filter((text) => !isBlank(text)); }
  words(value) { return value.join('\n———\n'); }
  areas() { return [...this.places.querySelectorAll('textarea')]; }
  read() { return this.areas().map((area) => area.value).filter((text) => !isBlank(text)); }
  texts() { return this.read(); }

  write(value) {
    const kept = this.areas();
    const places = [...value, ''].map((text, index) => {
      const place = kept[index]?.closest('.place');
      if (place?.dataset.made) { const area = place.querySelector('textarea'); if (area.value !== text) area.value = text; return place; }
      place?.remove();
      return this.place(text);
    });
    for (const area of kept.slice(places.length)) area.closest('.place').remove();
    places.forEach((place, index) => { if (this.places.children[index] !== place) this.places.insertBefore(place, this.places.children[index] ?? null); });
    this.number();
  }

  place(text) {
    const area = make('textarea', { rows: 4, dir: 'auto', name: this.name });
    area.value = text;
    const act = (what, label, run) => make('button', { type: 'button', class: 'quiet', 'data-act': label, onclick: () => { run(place, area); this.number(); this.edited(this); } }, what);
    const up = act('↑', 'Move up', (it) => { it.previousElementSibling?.before(it); area.focus(); });
    const remove = act('Remove', 'Remove', (it) => { const next = it.nextElementSibling ?? it.previousElementSibling; it.remove(); next?.querySelector('textarea').focus(); });
    const place = make('div', { class: 'place', 'data-made': '1' }, area, make('span', { class: 'place-acts' }, up, remove));
    return place;
  }

  /** One empty place at the end, whatever was written. */
  number() {
    const areas = this.areas();
    if (!areas.length || !isBlank(areas.at(-1).value)) { this.places.append(this.place('')); return this.number(); }
    areas.forEach((area, index) => {
      area.setAttribute('aria-label', `${this.label}, ${index + 1}`);
      const isLast = index === areas.length - 1;
      area.rows = isLast ? 2 : 4;
      area.placeholder = isLast ? 'Another one' : '';
      const acts = area.parentElement.querySelector('.place-acts');
      acts.hidden = isLast;
      for (const button of acts.children) { button.setAttribute('aria-label', `${button.dataset.act}: ${this.label}, ${index + 1}`); }
      acts.firstChild.disabled = index === 0;
    });
    return areas;
  }
}

class Tags extends Field {
  constructor(...given) {
    super(...given);
    this.value = this.plain(this.input.value.split(','));
    if (!this.isOwn) return;
    this.chips = make('span', { class: 'chips' });
    this.input.before(this.chips);
    const list = make('datalist', { id: 'tags-known' });
    this.input.after(list);
    this.input.setAttribute('list', 'tags-known');
    this.input.addEventListener('keydown', (event) => this.pressed(event));
    this.input.addEventListener('change', () => this.add());
    this.input.addEventListener('focus', () => this.known(list), { once: true });
    this.show();
  }

  plain(value) { return [...new Set((value ?? []).map((tag) => tag.trim()).filter(Boolean))]; }
  words(value) { return value.map((tag) => `#${tag}`).join(' '); }
  read() { return this.value; }
  write(value) { this.value = this.plain(value); this.show(); }

  show() {
    this.input.value = '';
    this.chips.replaceChildren(...this.value.map((tag) => make('span', { class: 'chip', dir: 'auto' }, tag,
      make('button', { type: 'button', 'aria-label': `Remove the tag ${tag}`, onclick: () => this.set(this.value.filter((it) => it !== tag)) }, '×'))));
  }

  add() {
    const tags = this.input.value.split(',').map(tagId).filter(Boolean);
    if (tags.length) this.set([...this.value, ...tags]);
  }

  set(value) { this.write(value); this.edited(this); this.input.focus(); }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') { event.preventDefault(); this.add(); }
    if (event.key === 'Backspace' && this.input.value === '' && this.value.length) { event.preventDefault(); this.set(this.value.slice(0, -1)); }
  }

  async known(list) {
    const response = await fetch('/api/tags').catch(() => null);
    const tags = response?.ok ? await response.json() : [];
    list.replaceChildren(...tags.filter((tag) => tag.status !== 'refused').map((tag) => make('option', { value: tag.id, label: tag.label })));
  }
}

class Packs extends Field {
  constructor(...given) { super(...given); this.rows = this.element.querySelector('[data-places]'); if (this.isOwn) this.spare(); }
  plain(value) { return sorted((value ?? []).map(({ modelPackId, minVersion, maxVersion = null }) => ({ modelPackId, minVersion, maxVersion }))); }
  words(value) { return value.map((it) => `${it.modelPackId} ${it.minVersion}–${it.maxVersion ?? ''}`).join('\n'); }

  read() {
    const number = (input) => (input.value.trim() === '' ? null : Number(input.value));
    const rows = [...this.rows.children].map((row) => [...row.querySelectorAll('input')]);
    const named = rows.filter(([id]) => id.value.trim() !== '');
    const packs = named.map(([id, min, max]) => ({ modelPackId: id.value.trim(), minVersion: number(min) ?? 1, maxVersion: number(max) }));
    return sorted([...new Map(packs.map((it) => [it.modelPackId, it])).values()]);
  }

  write(value) {
    if (same(this.read(), value)) return;
    const [first] = this.rows.children;
    const row = (texts) => {
      const copy = first.cloneNode(true);
      copy.querySelectorAll('input').forEach((input, index) => { input.value = texts[index]; });
      return copy;
    };
    this.rows.replaceChildren(...value.map((it) => row([it.modelPackId, it.minVersion, it.maxVersion ?? ''])), row(['', '', '']));
  }

  spare() {
    const last = this.rows.lastElementChild;
    if (last.querySelector('input').value.trim() === '') return;
    const copy = last.cloneNode(true);
    for (const input of copy.querySelectorAll('input')) input.value = '';
    this.rows.append(copy);
  }
}

class Portrait extends Field {
  constructor(...given) {
    super(...given);
    this.hidden = this.element.querySelector('input[name="portraitDigest"]');
    this.frame = this.element.querySelector('[data-portrait]');
    this.initial = this.frame.querySelector('.initial') ?? make('span', { class: 'initial', 'aria-hidden': 'true' });
  }

  plain(value) { return value ?? null; }
  words(value) { return value ? `the picture ${value.slice(7, 15)}…` : 'no picture'; }
  texts() { return []; }
  read() { return this.hidden.value || null; }
  write(value) {
    this.hidden.value = value ?? '';
    this.frame.replaceChildren(value ? make('img', { src: `/api/runtime/portraits/${value}`, alt: 'The portrait', width: 240, height: 320 }) : this.initial);
  }
  focus() { this.element.querySelector('[data-choose]').focus(); }
}

const KINDS = { text: Text, notes: Notes, choice: Choice, texts: Texts, tags: Tags, packs: Packs, portrait: Portrait };

/** Every field of the form by name. `edited(field)` is called when a person changed it. */
export function fieldsOf(form, edited) {
  const fields = new Map();
  for (const element of form.querySelectorAll('[data-field]')) {
    const field = new KINDS[element.dataset.kind](element, edited);
    field.initial = field.read();
    fields.set(field.name, field);
  }
  form.addEventListener('input', (event) => {
    const field = fields.get(event.target.closest('[data-field]')?.dataset.field);
    if (!field || field.kind === 'tags') return;
    if (field.kind === 'texts') field.number();
    if (field.kind === 'packs') field.spare();
    edited(field, event.inputType);
  });
  return fields;
}

export function commonStart(one, other) {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at < most && one[at] === other[at]) at += 1;
  return at;
}

/** Where two texts differ: from, and what is there in each. */
export function difference(one, other) {
  const from = commonStart(one, other);
  const most = Math.min(one.length, other.length) - from;
  let back = 0;
  while (back < most && one[one.length - 1 - back] === other[other.length - 1 - back]) back += 1;
  return { from, out: one.slice(from, one.length - back), in: other.slice(from, other.length - back) };
}

/** The same in whole words, for eyes. */
export function wordsApart(one, other) {
  const { from, out, in: put } = difference(one, other);
  const isWord = (text, at) => /[\p{L}\p{N}\p{M}]/u.test(text.charAt(at));
  let start = from;
  while (start > 0 && isWord(one, start - 1)) start -= 1;
  let [end, otherEnd] = [from + out.length, from + put.length];
  while (end < one.length && isWord(one, end)) { end += 1; otherEnd += 1; }
  return { from: start, out: one.slice(start, end), in: other.slice(start, otherEnd) };
}
