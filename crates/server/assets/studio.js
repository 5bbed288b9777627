// What every page has: requests, times, messages, the palette, keys, and questions before what can't be undone.

let csrf = document.querySelector('meta[name="csrf"]')?.content ?? '';

/** A request to the API. Answers the response; throws a Problem where it is refused. */
export async function api(method, path, { json, body, headers = {}, signal, keepalive } = {}) {
  const all = { 'X-CSRF-Token': csrf, Accept: 'application/json', ...headers };
  if (json !== undefined) all['Content-Type'] = 'application/json';
  const response = await fetch(path, {
    method, headers: all, signal, keepalive, body: json === undefined ? body : JSON.stringify(json), credentials: 'same-origin',
  });
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new Problem(response, told);
}

/** After another sign-in in another tab: takes over the new session's word. Answers who is signed in now, or nothing. */
export async function renewed() {
  const response = await fetch('/account', { headers: { Accept: 'text/html' }, credentials: 'same-origin', cache: 'no-store' });
  if (!response.ok || new URL(response.url).pathname !== '/account') return null;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const word = page.querySelector('meta[name="csrf"]')?.content;
  if (!word) return null;
  csrf = word;
  for (const element of document.querySelectorAll('input[name="csrf"]')) element.value = word;
  return page.querySelector('.who a bdi')?.textContent ?? null;
}

/** A request; once more with the new session's word where somebody signed in again meanwhile. */
export async function again(request) {
  try { return await request(); } catch (problem) {
    if (problem.status !== 401 && problem.status !== 403) throw problem;
    if (!(await renewed().catch(() => null))) throw problem;
    return request();
  }
}

/** What the server refuses, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(response, told) {
    super(told.detail ?? told.title ?? `the server answered ${response.status}`);
    Object.assign(this, { status: response.status, told, etag: response.headers.get('ETag') });
  }
}

/** Makes an element: make('p', { class: 'hint' }, 'text', child). Text never becomes markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Says something at the foot of the page, to eyes and to screen readers. */
export function say(text, seconds = 6) {
  const line = make('p', {}, text);
  document.getElementById('said').append(line);
  setTimeout(() => line.remove(), seconds * 1000);
}

/** Calls `what` once `wait` milliseconds have passed since the last call. */
export function settled(what, wait) {
  let timer;
  const later = (...given) => { clearTimeout(timer); timer = setTimeout(() => what(...given), wait); };
  later.now = (...given) => { clearTimeout(timer); return what(...given); };
  return later;
}

// Times, in the reader's own words.
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const UNITS = [['second', 60], ['minute', 60], ['hour', 24], ['day', 7], ['week', 4.35], ['month', 12], ['year', Infinity]];

export function ago(date) {
  let span = (date - Date.now()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(span) < size) return relative.format(Math.round(span), unit);
    span /= size;
  }
}

export function showTimes(root = document) {
  for (const time of root.querySelectorAll('time[datetime]')) {
    const date = new Date(time.dateTime);
    time.title = absolute.format(date);
    time.textContent = 'ago' in time.dataset ? ago(date) : absolute.format(date);
  }
}
showTimes();
setInterval(showTimes, 60_000);

/** Amounts in minor units, as people write them. */
export function showMoney(root = document) {
  for (const data of root.querySelectorAll('data[data-currency]')) {
    const { currency } = data.dataset;
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    data.title = `${data.value} minor units`;
    data.textContent = format.format(Number(data.value) / 10 ** format.resolvedOptions().maximumFractionDigits);
  }
}
showMoney();

// Keys.
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
for (const kbd of document.querySelectorAll('kbd[data-mod]')) kbd.textContent = `${isMac ? '⌘' : 'Ctrl '}${kbd.dataset.mod}`;
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable]');
let goes = false;

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') { event.preventDefault(); openPalette(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  if (goes) {
    goes = false;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (event.key === 'g') { goes = true; setTimeout(() => { goes = false; }, 1500); return; }
  if (event.key === '?') { event.preventDefault(); showKeys(); return; }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (target) { event.preventDefault(); act(target); }
});

/** Does what an element is for: fields are gone to, the rest is pressed. */
function act(target) {
  if (target.matches('input:not([type=checkbox]), textarea, select')) { target.focus(); target.select?.(); } else target.click();
}

function nameOf(element) {
  return element.dataset.command ?? element.getAttribute('aria-label') ?? (element.textContent.trim() || element.placeholder || '');
}

function showKeys() {
  const list = make('dl', { class: 'keys' });
  const add = (keys, what) => list.append(make('dt', {}, ...keys.flatMap((key) => [make('kbd', {}, key), ' '])), make('dd', {}, what));
  add([isMac ? '⌘ K' : 'Ctrl K'], 'Find a character or do something');
  for (const element of document.querySelectorAll('[data-key]')) add([element.dataset.key], nameOf(element));
  for (const element of document.querySelectorAll('[data-go]')) add(['g', element.dataset.go], nameOf(element));
  add(['?'], 'These keys');
  const dialog = make('dialog', { 'aria-labelledby': 'keys' }, make('h2', { id: 'keys' }, 'Keys'), list,
    make('form', { method: 'dialog', class: 'actions' }, make('button', { class: 'button' }, 'Close')));
  open(dialog);
}

function open(dialog) {
  const before = document.activeElement;
  dialog.addEventListener('close', () => { dialog.remove(); before?.focus?.(); });
  document.body.append(dialog);
  dialog.showModal();
}

// The palette: everything that the page and the navigation can do, and the visitor's characters.
const button = document.querySelector('[data-palette]');
if (button) { button.hidden = false; button.addEventListener('click', openPalette); }

function openPalette() {
  if (!button || document.querySelector('dialog[open]')) return;
  const input = make('input', { type: 'text', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'found', 'aria-label': 'Find a character or do something', placeholder: 'Find a character, or do something', autocomplete: 'off', dir: 'auto' });
  const list = make('ul', { id: 'found', role: 'listbox', 'aria-label': 'Found' });
  const dialog = make('dialog', { class: 'palette', 'aria-label': 'Find or do' }, input, list);
  const commands = [...document.querySelectorAll('[data-go], [data-command]')]
    .map((element) => ({ name: nameOf(element), hint: element.dataset.go ? `g ${element.dataset.go}` : element.dataset.key ?? '', run: () => act(element) }));
  let shown = [];
  let at = 0;
  const choose = (index) => {
    at = index;
    list.childNodes.forEach((item, place) => item.setAttribute('aria-selected', String(place === at)));
    list.childNodes[at]?.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', `found-${at}`);
  };
  const show = (found) => {
    shown = found;
    list.replaceChildren(...found.map((item, place) => make('li', { role: 'option', id: `found-${place}`, onclick: () => run(place) },
      make('span', { dir: 'auto' }, item.name), make('span', { class: 'hint' }, item.hint))));
    choose(0);
  };
  const run = (place) => { const item = shown[place]; if (item) { dialog.close(); item.run(); } };
  const matching = (text) => commands.filter((item) => item.name.toLowerCase().includes(text.toLowerCase()));
  const search = settled(async (text) => {
    const response = await api('GET', `/api/characters?creator=me&pageSize=8&text=${encodeURIComponent(text)}`).catch(() => null);
    if (!response || input.value.trim() !== text) return;
    const { items } = await response.json();
    show([...items.map((item) => ({ name: item.name, hint: item.state, run: () => { location.href = `/characters/${item.id}/edit`; } })), ...matching(text)]);
  }, 120);
  input.addEventListener('input', () => {
    const text = input.value.trim();
    show(matching(text));
    if ([...text].length >= 3) search(text);
  });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) { event.preventDefault(); choose((at + step + shown.length) % shown.length); }
    if (event.key === 'Enter') { event.preventDefault(); run(at); }
  });
  show(commands);
  open(dialog);
  input.focus();
}

/** Asks before what can't be undone, and says what it means. Answers whether to go on. */
export function confirmed(question, consequence, verb) {
  return new Promise((answer) => {
    const yes = make('button', { class: 'button danger', value: 'yes' }, verb);
    const dialog = make('dialog', { 'aria-labelledby': 'question', 'aria-describedby': 'consequence' },
      make('h2', { id: 'question' }, question), make('p', { id: 'consequence' }, consequence),
      make('form', { method: 'dialog', class: 'actions' }, make('button', { class: 'button', value: 'no', autofocus: true }, 'Leave it'), yes));
    dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'));
    open(dialog);
  });
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  const { confirm, consequence, verb } = form.dataset;
  if (!confirm || form.dataset.sure) return;
  event.preventDefault();
  if (await confirmed(confirm, consequence ?? '', verb ?? 'Do it')) { form.dataset.sure = 'yes'; form.requestSubmit(event.submitter); }
});
