// The editor: what one writes is saved while one writes, and is never lost.
import { api, say, settled } from './studio.js';
import { Draft } from './editor_draft.js';
import { History } from './editor_history.js';
import { Journal } from './editor_journal.js';
import { fieldsOf } from './editor_fields.js';
import { hideConflict, showConflict, showRefused, showTaken } from './editor_merge.js';
import { rollouts, shares } from './editor_beside.js';
import { portraits } from './editor_portrait.js';
import { showChat } from './editor_chat.js';

const form = document.getElementById('editor');
const { character, handle } = form.dataset;
const isOwn = 'own' in form.dataset;
const fields = fieldsOf(form, edited);
const undo = document.getElementById('undo');
const redo = document.getElementById('redo');
let draft, journal, history;

// Chats and tokens: for who only looks, too.
const counted = [...fields.values()].filter((field) => 'counted' in field.element.dataset);
const chats = [...fields.values()].filter((field) => 'chat' in field.element.dataset);
const nameOf = () => fields.get('nickname').read() || fields.get('name').read();
const showChats = settled(() => chats.forEach((field) => showChat(field, nameOf())), 150);
const IN_EVERY_PROMPT = ['personaPrompt', 'personality', 'scenario', 'systemPromptOverride', 'postHistoryInstructions'];
const counts = new Map();
const weighed = new Map();

const count = settled(async () => {
  const texts = {};
  for (const field of counted) {
    const text = field.texts().join('\n');
    if (weighed.get(field.name) !== text) texts[field.name] = text;
  }
  if (!Object.keys(texts).length) return;
  const response = isOwn ? await api('POST', '/api/tokens', { json: { texts } }).catch(() => null) : null;
  if (!response) return;
  const told = await response.json();
  const by = `${told.isEstimate ? 'about, by ' : 'by '}${told.countedBy}`;
  for (const [name, tokens] of Object.entries(told.counts)) {
    counts.set(name, tokens);
    weighed.set(name, texts[name]);
    const line = fields.get(name).element.querySelector('[data-count]');
    line.textContent = tokens ? `${tokens.toLocaleString()} tokens` : '';
    line.title = by;
  }
  const sum = (names) => names.reduce((all, name) => all + (counts.get(name) ?? 0), 0);
  const line = document.getElementById('save-tokens');
  line.textContent = `${sum(IN_EVERY_PROMPT).toLocaleString()} tokens in every prompt · ${sum([...counts.keys()]).toLocaleString()} in all`;
  line.title = by;
}, 500);

/** A person changed a field. */
function edited(field, how) {
  const value = field.read();
  field.element.querySelector('[data-marks]').replaceChildren();
  if (!draft) field.touched = true;
  else {
    history.note(field.name, draft.of(field.name).mine, value, how);
    draft.edit(field.name, value);
    showSteps();
  }
  changed(field);
}

/** The page shows another value of a field. */
function changed(field) {
  if (field.name === 'name') document.getElementById('character-name').textContent = field.read();
  if (chats.includes(field) || field.name === 'name' || field.name === 'nickname') showChats();
  if (counted.includes(field)) count();
}

/** A value from elsewhere than typing: undone, chosen, brought. */
function put(field, value, { isStep = true } = {}) {
  if (isStep) { history.close(); history.note(field.name, draft.of(field.name).mine, value); history.close(); }
  field.write(value);
  draft.edit(field.name, value);
  showSteps();
  changed(field);
}

function showSteps() {
  for (const [button, name, word] of [[undo, history.toUndo, 'Undo'], [redo, history.toRedo, 'Redo']]) {
    button.disabled = !name;
    button.title = name ? `${word}: ${fields.get(name)?.label ?? name}` : '';
  }
}

function turn(direction) {
  const turned = history[direction]((name) => draft.of(name)?.mine);
  if (!turned) { say(direction === 'undo' ? 'There is nothing more to undo.' : 'There is nothing to redo.'); return; }
  const field = fields.get(turned.name);
  if (!field || turned.lost) say('That place was written anew since: this step is left out.');
  else { put(field, turned.value, { isStep: false }); field.focus(); say(`${direction === 'undo' ? 'Undone' : 'Done again'}: ${field.label}`, 2); }
  showSteps();
  journal.keep(unsent, kept);
}

const unsent = () => draft.unsent();
const kept = () => history.kept();

// The line at the top.
const line = document.getElementById('save-state');
const aloud = document.getElementById('save-told');
const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const whenOf = (date) => (date.toDateString() === new Date().toDateString() ? time : day).format(date);
const WORDS = {
  saved: (it) => `saved ${whenOf(it.savedAt)}`,
  edited: () => 'not saved yet',
  saving: () => 'saving…',
  offline: () => 'offline: kept here, and sent when the network is back',
  unwell: () => 'the server does not answer well: kept here, trying again',
  conflict: (it) => `${it.colliding().length === 1 ? 'one field was' : `${it.colliding().length} fields were`} changed twice: choose`,
  refused: (it) => `not saved: ${it.refused().map((name) => fields.get(name).label).join(', ')}`,
  'signed-out': () => 'signed out: sign in in another tab, your text is kept',
  gone: () => 'this character is not to be had here any more: your text is kept',
  outdated: () => 'this page is older than the server: reload, your text is kept',
};
let shown, soon;

function showState(state, it) {
  clearTimeout(soon);
  const show = () => {
    const words = WORDS[state](it) + (journal?.isFull ? ' — this browser keeps nothing: do not close the window before it is saved' : '');
    if (shown === words) return;
    shown = words;
    // What goes well is not said each time.
    const isTrouble = !['saved', 'edited', 'saving'].includes(state);
    if (isTrouble) aloud.textContent = words;
    else if (state === 'saved' && aloud.textContent) aloud.textContent = 'saved';
    line.dataset.state = state;
    const links = { 'signed-out': ['Sign in', `/sign-in?next=${encodeURIComponent('/account')}`, '_blank'], outdated: ['Reload', location.href] };
    line.textContent = words;
    const target = state === 'conflict' || state === 'refused' ? it[state === 'conflict' ? 'colliding' : 'refused']()[0] : null;
    if (target) line.append(' ', linkTo('Go there', `#field-${target}`, () => fields.get(target).focus()));
    if (links[state]) line.append(' ', linkTo(...links[state]));
  };
  // What takes no time is not shown.
  if (state === 'saving') soon = setTimeout(show, 200); else show();
}

function linkTo(label, href, act) {
  const link = Object.assign(document.createElement('a'), { href, textContent: label });
  if (act === '_blank') link.target = '_blank';
  else if (act) link.addEventListener('click', (event) => { event.preventDefault(); act(); });
  return link;
}

async function begin() {
  const opened = await Journal.open(character, handle);
  journal = opened.journal;
  history = new History(opened.history, (name) => fields.get(name)?.kind === 'text');
  const others = 'BroadcastChannel' in window ? new BroadcastChannel(`repertoire.${character}`) : null;
  draft = new Draft({
    savedAt: new Date(line.querySelector('time').dateTime), character, handle, version: Number(form.dataset.version), fields,
    keep: () => journal.keep(unsent, kept),
    told: {
      state: showState,
      taken: (field) => { showTaken(field); changed(field); },
      collides: (field) => showConflict(field, draft.of(field.name).mine, draft.of(field.name).theirs, (value) => {
        history.close();
        history.note(field.name, draft.of(field.name).mine, value);
        draft.choose(field.name, value);
        showSteps();
        changed(field);
      }),
      settled: hideConflict,
      refused: showRefused,
      saved: (version) => others?.postMessage(version),
    },
  });
  others?.addEventListener('message', ({ data }) => { if (data > draft.version) draft.run({ look: true }); });
  const back = draft.putBack(opened.edits);
  if (back.length) say(`What was not saved is back: ${back.map((name) => fields.get(name).label).join(', ')}.`);
  // What was written before the journal was open.
  for (const field of fields.values()) if (!back.includes(field.name) && field.touched) edited(field);
  showSteps();
  draft.tell();
  listen();
}

function listen() {
  undo.addEventListener('click', () => turn('undo'));
  redo.addEventListener('click', () => turn('redo'));
  let native = false;
  document.addEventListener('input', (event) => { if (event.inputType?.startsWith('history')) native = true; });
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.target.closest('input, textarea') && !form.contains(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === 's') { event.preventDefault(); draft.later(0); }
    const direction = key === 'z' ? (event.shiftKey ? 'redo' : 'undo') : key === 'y' ? 'redo' : null;
    if (!direction) return;
    // The browser's own undo comes first; where it has nothing, the journal's.
    native = false;
    setTimeout(() => { if (!native) turn(direction); }, 40);
  });
  form.addEventListener('focusout', () => history.close());
  form.addEventListener('submit', (event) => { event.preventDefault(); draft.later(0); });
  addEventListener('online', () => draft.wake());
  addEventListener('focus', () => draft.wake());
  addEventListener('pageshow', (event) => { if (event.persisted) draft.wake(); });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') draft.wake(); else journal.keep(unsent, kept, true);
  });
  addEventListener('pagehide', () => { draft.leave(); journal.keep(unsent, kept, true); });
  addEventListener('beforeunload', (event) => { if (draft.dirty().length && !journal.keep(unsent, kept, true)) event.preventDefault(); });
}

const asChat = document.getElementById('chats');
asChat.addEventListener('click', () => {
  const isOn = asChat.getAttribute('aria-pressed') !== 'true';
  asChat.setAttribute('aria-pressed', String(isOn));
  form.classList.toggle('without-chats', !isOn);
});

document.getElementById('save-line').hidden = false;
document.documentElement.classList.add('live');
showChats.now();
if (isOwn) {
  count.now();
  rollouts(character);
  shares(character);
  portraits(fields.get('portraitDigest'), (digest) => put(fields.get('portraitDigest'), digest));
  begin();
} else {
  line.textContent = 'only to be looked at';
  undo.hidden = redo.hidden = true;
}
