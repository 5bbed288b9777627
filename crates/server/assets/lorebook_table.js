// The table of entries: only the rows that are seen are there, so that ten thousand are as quick as ten.
// A row is reached by arrows; what is done with it is said to `does`.
import { make } from './studio.js';
import { delimited, keysOf, logicOf, LOGICS, number, placeOf, searched, titleOf, wrongWith } from './lorebook_book.js';
import { lightOf } from './lorebook_words.js';

/** Rows kept beyond what is seen, so that a quick scroll shows no gap. */
const BEYOND = 8;
const COLUMNS = [['on', 'On'], ['title', 'Entry'], ['keys', 'Keys'], ['logic', 'Secondary'], ['place', 'Position'], ['order', 'Order'], ['tokens', 'Tokens'], ['light', 'Fired']];
const SHOWS = {
  all: () => true, fired: (_, light) => light === 'fired', fell: (_, light) => light === 'fell', quiet: (_, light) => light === 'quiet', off: (_, light) => light === 'off',
  constant: (entry) => entry.constant === true, wrong: (entry) => [...keysOf(entry), ...keysOf(entry, 'secondary_keys')].some((key) => wrongWith(key, entry)),
};

export class Table {
  /** `of` answers entries, and the verdict and the tokens of one; `does` opens, toggles, moves and removes one. */
  constructor(of, does, isOwn) {
    Object.assign(this, { of, does, isOwn, shown: [], rows: new Map(), active: null, opened: null, text: '', show: 'all' });
    const heads = COLUMNS.map(([name, label]) => make('span', { role: 'columnheader', class: `lore-${name}` }, label));
    this.body = make('div', { role: 'rowgroup', class: 'lore-body' });
    this.view = make('div', { role: 'grid', class: 'lore-view', 'aria-label': 'Entries' },
      make('div', { role: 'rowgroup', class: 'lore-head' }, make('div', { role: 'row', class: 'lore-row', 'aria-rowindex': 1 }, ...heads)), this.body);
    this.empty = make('p', { class: 'empty', hidden: true });
    this.element = make('div', { class: 'lore-list' }, this.view, this.empty);
    this.view.addEventListener('scroll', () => this.draw());
    this.view.addEventListener('keydown', (event) => this.pressed(event));
    this.view.addEventListener('click', (event) => this.clicked(event));
    this.view.addEventListener('focusin', (event) => { const entry = this.entryOf(event.target); if (entry && entry !== this.active) this.activate(entry, false); });
    new ResizeObserver(() => this.draw()).observe(this.view);
  }

  /** Takes the list anew: entries came, went or moved, or other ones are looked for. */
  list() {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const shows = SHOWS[this.show];
    this.shown = this.of.entries().filter((entry) => words.every((word) => searched(entry).includes(word))
      && (this.show === 'all' || shows(entry, lightOf(this.of.verdict(entry), entry).state)));
    this.places = new Map(this.shown.map((entry, place) => [entry, place]));
    if (!this.places.has(this.active)) this.active = this.shown[0] ?? null;
    for (const [entry, row] of this.rows) if (!this.places.has(entry)) { row.remove(); this.rows.delete(entry); }
    this.view.setAttribute('aria-rowcount', this.shown.length + 1);
    this.empty.hidden = this.shown.length > 0;
    this.view.hidden = this.shown.length === 0;
    this.empty.textContent = this.of.entries().length ? 'No entry is like that.' : 'No entries yet. The first begins with New entry, or n.';
    this.height ||= parseFloat(getComputedStyle(this.body).getPropertyValue('--row')) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.body.style.height = `${this.shown.length * this.height}px`;
    this.draw();
  }

  /** The rows that are seen, and the one that is active, wherever it is: it has the focus. */
  draw() {
    if (this.view.hidden || !this.height) return;
    const top = this.view.scrollTop;
    const first = Math.max(0, Math.floor(top / this.height) - BEYOND);
    const last = Math.min(this.shown.length, Math.ceil((top + this.view.clientHeight) / this.height) + BEYOND);
    const wanted = new Set(this.shown.slice(first, last));
    if (this.active) wanted.add(this.active);
    for (const [entry, row] of this.rows) if (!wanted.has(entry)) { row.remove(); this.rows.delete(entry); }
    const fresh = [];
    for (const entry of wanted) {
      let row = this.rows.get(entry);
      if (!row) { row = this.made(entry); this.rows.set(entry, row); fresh.push(row); }
      const place = this.places.get(entry);
      if (row.place !== place) { row.place = place; row.style.transform = `translateY(${place * this.height}px)`; row.setAttribute('aria-rowindex', place + 2); }
    }
    this.body.append(...fresh);
    this.of.seen?.(wanted);
  }

  made(entry) {
    const box = make('input', { type: 'checkbox', tabindex: -1, disabled: !this.isOwn });
    const cells = Object.fromEntries(COLUMNS.map(([name]) => [name, make('span', { role: 'gridcell', class: `lore-${name}` })]));
    cells.on.append(box);
    // What is in it has its own direction; the column keeps its edge.
    for (const name of ['title', 'keys']) { const text = make('bdi'); cells[name].append(text); cells[name].text = text; }
    const row = make('div', { role: 'row', class: 'lore-row', tabindex: entry === this.active ? 0 : -1 }, ...Object.values(cells));
    Object.assign(row, { entry, cells, box });
    this.fill(row);
    return row;
  }

  fill(row) {
    const { entry, cells, box } = row;
    const light = lightOf(this.of.verdict(entry), entry);
    const put = (cell, text) => { const at = cell.text ?? cell; if (at.textContent !== text) at.textContent = text; };
    const title = titleOf(entry);
    box.checked = entry.enabled === true;
    box.setAttribute('aria-label', `${title}: on`);
    put(cells.title, title);
    put(cells.keys, entry.constant ? 'always there' : keysOf(entry).join(' · '));
    cells.keys.classList.toggle('is-constant', Boolean(entry.constant));
    const isWrong = keysOf(entry).some((key) => (delimited(key) || entry.use_regex || key.startsWith('/')) && wrongWith(key, entry));
    cells.keys.classList.toggle('is-wrong', isWrong);
    put(cells.logic, LOGICS[logicOf(entry)] ?? '');
    put(cells.place, placeOf(entry));
    put(cells.order, String(number(entry.insertion_order) ?? ''));
    const tokens = this.of.tokens(entry);
    put(cells.tokens, tokens === undefined ? '' : String(tokens));
    row.dataset.light = light.state;
    cells.light.replaceChildren(make('span', { class: 'lore-dot', 'aria-hidden': true }, light.mark), make('span', { class: 'visually-hidden' }, light.state === 'quiet' ? '' : `${light.state} ${light.mark}`));
    row.title = light.text;
    row.setAttribute('aria-selected', String(entry === this.opened));
  }

  /** An entry reads otherwise. */
  refresh(entry) { const row = this.rows.get(entry); if (row) this.fill(row); }
  refreshAll() { for (const row of this.rows.values()) this.fill(row); }

  activate(entry, moves = true) {
    const before = this.rows.get(this.active);
    if (before) before.tabIndex = -1;
    this.active = entry;
    if (!entry) return;
    if (moves) this.reveal(entry);
    this.draw();
    const row = this.rows.get(entry);
    row.tabIndex = 0;
    if (moves) row.focus({ preventScroll: true });
  }

  reveal(entry) {
    const head = this.view.firstChild.offsetHeight;
    const top = this.places.get(entry) * this.height;
    const room = this.view.clientHeight - head - this.height;
    if (top < this.view.scrollTop) this.view.scrollTop = top;
    else if (top > this.view.scrollTop + room) this.view.scrollTop = top - room;
  }

  open(entry) {
    const before = this.opened;
    this.opened = entry;
    for (const one of [before, entry]) if (one) this.refresh(one);
  }

  entryOf(target) { return target.closest?.('.lore-row')?.entry; }

  clicked(event) {
    const entry = this.entryOf(event.target);
    if (!entry) return;
    const { box } = this.rows.get(entry);
    if (event.target === box) { event.preventDefault(); this.does.toggle(entry); setTimeout(() => this.refresh(entry)); } else { this.activate(entry); this.does.open(entry, false, true); }
  }

  pressed(event) {
    const entry = this.active;
    if (!entry || event.ctrlKey || event.metaKey) return;
    const place = this.places.get(entry);
    const page = Math.max(1, Math.floor(this.view.clientHeight / this.height) - 2);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[event.key];
    const go = () => {
      const to = this.shown[Math.min(this.shown.length - 1, Math.max(0, place + step))];
      this.activate(to);
      if (this.opened) this.does.open(to, false);
    };
    const keys = {
      Enter: () => this.does.open(entry, true), ' ': () => this.does.toggle(entry), Delete: () => this.does.remove(entry),
      Escape: () => this.does.close(),
    };
    const run = event.altKey ? (Math.abs(step) === 1 ? () => this.does.move(entry, this.shown[place + step]) : null) : step !== undefined ? go : keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
}
