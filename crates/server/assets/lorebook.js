// The lorebook: the table, the form beside it and the bench, over one book that saves itself.
import { api, make, say, settled } from './studio.js';
import { changed, fresh, titleOf, uidOf } from './lorebook_book.js';
import { Bench } from './lorebook_bench.js';
import { Form } from './lorebook_entry.js';
import { Saving } from './lorebook_saving.js';
import { Table } from './lorebook_table.js';
import { lightOf } from './lorebook_words.js';

const root = document.getElementById('lorebook');
const { character, handle } = root.dataset;
const isOwn = 'own' in root.dataset;
const COUNT_AFTER = 120;
/** More steps than anybody takes back. */
const UNDO_MAX = 100;

let book = null;
let verdicts = new Map();
const undo = [];
const entries = () => book?.entries ?? [];

const saving = new Saving({ character, handle, place: document.getElementById('saving'), book: () => book, adopt, ask });
const table = new Table(
  { entries, verdict: (entry) => verdicts.get(entry), tokens: (entry) => counts.get(entry), seen: count },
  { open, close, toggle, remove, move }, isOwn);
const form = new Form({ changed: written, close, isOwn });
const clashes = make('section', { class: 'lore-clashes panel', 'aria-labelledby': 'clashes-title', hidden: true });
const told = make('p', { class: 'lore-told hint', role: 'status' });
const total = make('span', { class: 'hint' });
const filter = make('input', { type: 'search', placeholder: 'Find entries', 'aria-label': 'Find entries', dir: 'auto', 'data-key': '/', 'data-command': 'Find entries' });
const shows = make('select', { 'aria-label': 'Which entries' }, ...[['all', 'All'], ['fired', 'Fired'], ['fell', 'Called, and fell'], ['quiet', 'Not called'], ['off', 'Off'], ['constant', 'Always there'], ['wrong', 'Wrong keys']].map(([value, name]) => make('option', { value }, name)));
let bench;

function toolbar() {
  const button = (name, key, run, hidden) => make('button', { type: 'button', class: 'button', 'data-key': key, 'data-command': name, onclick: run, hidden }, name, ' ', make('kbd', {}, key));
  filter.addEventListener('input', () => { table.text = filter.value; table.list(); counted(); });
  filter.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'Enter') { event.preventDefault(); if (table.active) table.activate(table.active); }
    if (event.key === 'Escape' && filter.value) { event.preventDefault(); filter.value = ''; filter.dispatchEvent(new Event('input')); }
  });
  shows.addEventListener('change', () => { table.show = shows.value; table.list(); counted(); });
  return make('div', { class: 'lore-tools' }, make('div', { class: 'grow', role: 'search' }, filter), shows,
    button('New entry', 'n', add, !isOwn), button('The book', 'o', openBook, false), make('button', { type: 'button', class: 'visually-hidden', 'data-key': 'b', 'data-command': 'To the bench', onclick: () => bench.focus() }, 'To the bench'),
    make('button', { type: 'button', class: 'visually-hidden', 'data-key': 't', 'data-command': 'To the table', onclick: () => table.active && table.activate(table.active) }, 'To the table'));
}

function counted() {
  const all = entries().length;
  total.textContent = table.shown.length === all ? `${all} ${all === 1 ? 'entry' : 'entries'}` : `${table.shown.length} of ${all} entries`;
}

/** Entries came, went or moved. */
function relist() {
  table.list();
  counted();
}

/** Something was written: it is saved on a pause, and tried. */
function touched() {
  saving.changed();
  bench.soon();
}

function written(thing) {
  if (thing !== book) { changed(thing); counts.delete(thing); table.refresh(thing); count([thing]); }
  touched();
}

// What is done with entries. Each step can be taken back.
function step(words, back) {
  undo.push({ words, back });
  if (undo.length > UNDO_MAX) undo.shift();
  told.replaceChildren(make('bdi', {}, words), ' ', make('button', { type: 'button', class: 'quiet', 'data-key': 'u', 'data-command': 'Undo', onclick: takeBack }, 'Undo ', make('kbd', {}, 'u')));
}

function takeBack() {
  const last = undo.pop();
  if (!last) return;
  last.back();
  told.replaceChildren('Taken back: ', make('bdi', {}, last.words), ...(undo.length ? [' ', make('button', { type: 'button', class: 'quiet', 'data-key': 'u', onclick: takeBack }, 'Undo another ', make('kbd', {}, 'u'))] : []));
}

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !event.shiftKey && !event.target.closest('input:not([type=checkbox]), textarea, select')) { event.preventDefault(); takeBack(); }
});

function add() {
  // A book is there from its first entry on.
  book ??= { extensions: {}, entries: [] };
  const entry = fresh(book.entries);
  const after = table.active ? book.entries.indexOf(table.active) : book.entries.length - 1;
  book.entries.splice(after + 1, 0, entry);
  filter.value = table.text = '';
  shows.value = table.show = 'all';
  relist();
  table.activate(entry);
  open(entry, true);
  step('Added an entry.', () => take(entry));
  touched();
}

function remove(entry) {
  if (!isOwn) return;
  const at = entries().indexOf(entry);
  const place = table.places.get(entry);
  take(entry);
  table.activate(table.shown[Math.min(place, table.shown.length - 1)] ?? null);
  step(`Deleted “${titleOf(entry)}”.`, () => { book.entries.splice(at, 0, entry); relist(); table.activate(entry); touched(); });
}

function take(entry) {
  const at = entries().indexOf(entry);
  if (at < 0) return;
  book.entries.splice(at, 1);
  if (form.thing === entry) close();
  relist();
  touched();
}

function toggle(entry) {
  if (!isOwn) return;
  const before = Object.hasOwn(entry, 'enabled') ? entry.enabled : undefined;
  entry.enabled = entry.enabled !== true;
  const show = () => { table.refresh(entry); if (form.thing === entry) form.judge(verdicts.get(entry)); touched(); };
  step(`${entry.enabled ? 'On' : 'Off'}: “${titleOf(entry)}”.`, () => { if (before === undefined) delete entry.enabled; else entry.enabled = before; show(); });
  show();
}

/** Before or after another, whichever side it comes from. */
function move(entry, other) {
  if (!isOwn || !other) return;
  const [from, to] = [book.entries.indexOf(entry), book.entries.indexOf(other)];
  const put = (at) => { book.entries.splice(book.entries.indexOf(entry), 1); book.entries.splice(at, 0, entry); relist(); table.activate(entry); touched(); };
  put(to);
  step(`Moved “${titleOf(entry)}”.`, () => put(from));
}

// The form.
function open(entry, focuses, isTapped = false) {
  table.open(entry);
  if (form.thing !== entry) form.show(entry, { verdict: verdicts.get(entry) });
  root.dataset.open = '';
  if (focuses) form.focus();
  else if (isTapped && matchMedia('(max-width: 60rem)').matches) form.element.scrollIntoView({ block: 'start' });
}

function openBook() {
  book ??= { extensions: {}, entries: [] };
  table.open(null);
  form.show(book, { isBook: true });
  root.dataset.open = '';
  form.focus();
}

function close() {
  const had = form.element.contains(document.activeElement);
  form.hide();
  table.open(null);
  delete root.dataset.open;
  if (had && table.active) table.activate(table.active);
}

function openFrom(entry) {
  if (!table.places.has(entry)) { filter.value = table.text = ''; shows.value = table.show = 'all'; relist(); }
  table.activate(entry);
  open(entry, false);
}

// Lights: what the bench says of each entry.
function lit(view, tokens) {
  if (tokens !== countedBy) { countedBy = tokens; counts = new Map(); table.draw(); table.refreshAll(); }
  if (!view) return [];
  const told = matched(view);
  verdicts = new Map();
  for (const { entry, verdict } of told) if (entry) verdicts.set(entry, verdict);
  view.lorebook.fired.forEach((place, turn) => { told[place].verdict.turn = turn + 1; });
  for (const item of told) item.light = lightOf(item.verdict, item.entry ?? { enabled: true });
  if (table.show === 'all') table.refreshAll();
  else { table.list(); table.refreshAll(); counted(); }
  form.judge(verdicts.get(form.thing));
  return told;
}

/** Verdicts name entries `book.id`. Of those with one id either all are told, in order, or the last. */
function matched(view) {
  const { entries: all, book: name } = view.lorebook;
  const byId = new Map();
  entries().forEach((entry, index) => { const id = `${name}.${uidOf(entry, index)}`; byId.set(id, [...(byId.get(id) ?? []), entry]); });
  const times = new Map();
  for (const { id } of all) times.set(id, (times.get(id) ?? 0) + 1);
  return all.map((verdict) => {
    const same = byId.get(verdict.id) ?? [];
    const entry = times.get(verdict.id) === 1 ? same.at(-1) : same.shift();
    return { verdict, entry, title: entry ? titleOf(entry) : verdict.comment ?? verdict.id };
  });
}

// Tokens, of the entries that are seen.
let counts = new Map();
let countedBy = 'cl100k_base';
const uncounted = new Set();
const countSoon = settled(async () => {
  const asked = [...uncounted].slice(0, 200);
  uncounted.clear();
  if (!asked.length) return;
  const tokens = countedBy;
  const texts = Object.fromEntries(asked.map((entry, place) => [place, typeof entry.content === 'string' ? entry.content : '']));
  const response = await api('POST', '/api/tokens', { json: { texts, tokens } }).catch(() => null);
  if (!response || tokens !== countedBy) return;
  const counted = (await response.json()).counts;
  // One that was written meanwhile is asked about again.
  asked.forEach((entry, place) => { if ((entry.content ?? '') === texts[place]) { counts.set(entry, counted[place]); table.refresh(entry); } });
}, COUNT_AFTER);

function count(seen) {
  if (!isOwn) return;
  let news = false;
  for (const entry of seen) if (!counts.has(entry)) { uncounted.add(entry); news = true; }
  if (news) countSoon();
}

/** Another book takes the place of this one: two windows were put together. */
function adopt(other, words) {
  const openId = form.thing && form.thing !== book ? uidOf(form.thing, -1) : null;
  const activeId = table.active && uidOf(table.active, -1);
  const typed = form.element.contains(document.activeElement);
  const wasBook = form.thing === book && book !== null;
  book = other;
  undo.length = 0;
  clashes.hidden = true;
  relist();
  const named = (id) => (id === null ? undefined : entries().find((entry, index) => uidOf(entry, index) === id));
  const [nowActive, nowOpen] = [named(activeId), named(openId)];
  if (nowActive) table.activate(nowActive, false);
  // The objects of this side are still there where they were taken: what is typed goes on.
  if (form.thing && !wasBook && !entries().includes(form.thing)) { if (nowOpen) { form.show(nowOpen, { verdict: verdicts.get(nowOpen) }); table.open(nowOpen); if (typed) form.focus(); } else close(); }
  if (wasBook) openBook();
  say(words);
  bench.soon();
}

/** Both sides of what two windows changed, and what becomes of each. */
function ask(list, settle) {
  const differing = (mine, theirs) => [...new Set([...Object.keys(mine ?? {}), ...Object.keys(theirs ?? {})])].filter((name) => JSON.stringify(mine?.[name]) !== JSON.stringify(theirs?.[name]));
  const shown = (value) => (value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value, null, 1));
  const rows = list.map((clash, place) => {
    const isEntry = clash.kind === 'entry';
    const names = isEntry ? differing(clash.mine, clash.theirs) : [clash.name];
    const side = (of) => (of === undefined ? [make('p', { class: 'hint' }, 'deleted')] : names.map((name) => make('div', {}, make('span', { class: 'hint' }, name), make('p', { class: 'lore-side', dir: 'auto' }, shown(isEntry ? of[name] : of)))));
    const choices = [['mine', 'What is here'], ['theirs', 'What is there'], ...(isEntry && clash.mine && clash.theirs ? [['both', 'Both, as two entries']] : [])];
    return make('fieldset', { class: 'lore-clash' }, make('legend', {}, make('bdi', {}, isEntry ? titleOf(clash.mine ?? clash.theirs) : `The book: ${clash.name}`)),
      make('div', { class: 'lore-sides' }, make('div', {}, make('strong', {}, 'Here'), ...side(clash.mine)), make('div', {}, make('strong', {}, 'In the other window'), ...side(clash.theirs))),
      make('div', { class: 'inline' }, ...choices.map(([value, label]) => {
        const radio = make('input', { type: 'radio', name: `clash-${place}`, value, onchange: () => { clash.choice = value; } });
        radio.checked = clash.choice === value;
        return make('label', { class: 'lore-flag' }, radio, make('span', {}, label));
      })));
  });
  clashes.replaceChildren(make('h2', { id: 'clashes-title', tabindex: -1 }, 'Two windows changed the same'), make('p', { class: 'hint' }, 'What only one of them changed is put together already. Nothing is saved until this is settled; both sides are kept.'),
    ...rows, make('button', { type: 'button', class: 'button primary', onclick: settle }, 'Save it like this'));
  clashes.hidden = false;
  clashes.firstChild.focus();
}

async function begin() {
  const draft = await saving.open().catch((problem) => { root.replaceChildren(make('p', { class: 'wrong', role: 'alert' }, `The book can’t be read: ${problem.message}`)); return null; });
  if (!draft) return;
  const { fields } = draft;
  book = fields.characterBook ?? null;
  bench = new Bench({ character, handle, name: fields.name, greeting: fields.greeting ?? '', unsaved: () => (saving.isDirty ? book : null), lit, openEntry: openFrom });
  root.replaceChildren(clashes,
    make('section', { class: 'lore-main', 'aria-label': 'Entries' }, toolbar(), table.element, make('div', { class: 'lore-foot' }, total, told)), form.element, bench.element);
  relist();
  root.dataset.ready = '';
  performance.mark('lorebook');
  bench.run();
  if (isOwn) saving.resume();
  openAsked();
}

/** A finding of a gate leads here: `?path=characterBook.entries[3].content`. */
function openAsked() {
  const place = /^characterBook\.entries\[(\d+)\]/.exec(new URLSearchParams(location.search).get('path') ?? '');
  const entry = place && entries()[Number(place[1])];
  if (entry) openFrom(entry);
}
begin();
