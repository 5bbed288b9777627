// The lorebook: written by keyboard and by mouse, tried on the bench, and never lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); });
after(async () => { await browser?.close(); await server?.stop(); });

const entry = (id, name, keys, content, more = {}) => ({ id, name, keys, content, enabled: true, insertion_order: 10 * (id + 1), position: 'after_char', extensions: {}, ...more });
const LARGE = '9007199254740993';
const HARBOUR = () => [
  entry(0, 'The lamp', ['lamp', 'lantern'], 'The lamp was lit by nobody living.'),
  entry(1, 'The keeper', ['keeper', '/watch(er|man)/i'], 'The keeper counts the boats and owns an umbrella.', { position: 'before_char' }),
  entry(2, 'Umbrellas', ['umbrella'], 'There are sixty-one umbrellas.'),
  entry(3, 'The gate', ['gate'], 'The gate is shut.', { enabled: false }),
  entry(4, 'The tide', ['water'], 'High tide is at nine.', { selective: true, secondary_keys: ['moon'] }),
];

/** Somebody new with a character whose book has these entries, and the book's page. */
async function opened(handle, entries, { name = 'Wren', greeting = '', book = {} } = {}) {
  const person = await server.person(handle, ['creator']);
  // JavaScript holds no such number; the page has to leave it as it is all the same.
  const body = JSON.stringify({ name, greeting, characterBook: { name: 'Harbour', extensions: {}, ...book, entries } }).replaceAll('"LARGE"', LARGE);
  const made = await fetch(`${server.url}/api/characters`, { method: 'POST', body, headers: { Authorization: `Bearer ${person.api.token}`, 'Content-Type': 'application/json' } });
  assert.equal(made.status, 201);
  const { id } = await made.json();
  const draft = () => person.api.get(`/api/characters/${id}/draft`);
  const url = `${server.url}/characters/${id}/lorebook`;
  const page = await browser.as(person);
  await goTo(page, url);
  return { person, id, url, page, draft, entries: async () => (await draft()).fields.characterBook.entries };
}

async function goTo(page, url) {
  await page.goto(url);
  await page.locator('#lorebook[data-ready]').waitFor();
}

const row = (page, name) => page.getByRole('row').filter({ hasText: name });
const saved = (page) => page.locator('#saving[data-state=saved]').waitFor();
/** Waits until what was just written is on its way, then until it is there. */
async function savedAnew(page, act) {
  await act();
  await page.locator('#saving:not([data-state=saved])').waitFor();
  await saved(page);
}
const light = (page, name, state) => page.locator(`.lore-row[data-light=${state}]`).filter({ hasText: name }).waitFor();

test('by keyboard: found, written, switched off, moved, made, deleted and brought back', async () => {
  const { page, entries } = await opened('ada', HARBOUR());
  await page.keyboard.press('/');
  await page.keyboard.type('umbrella sixty');
  assert.equal(await page.locator('.lore-body .lore-row').count(), 1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.closest('label')?.firstChild.textContent), 'Name');
  await page.keyboard.press('ControlOrMeta+A');
  await savedAnew(page, () => page.keyboard.type('Sixty-one umbrellas'));
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'row');
  assert.deepEqual((await entries()).map(({ name }) => name), ['The lamp', 'The keeper', 'Sixty-one umbrellas', 'The gate', 'The tide']);

  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await savedAnew(page, async () => { await page.keyboard.press('Space'); await page.keyboard.press('Alt+ArrowDown'); });
  assert.deepEqual((await entries()).slice(0, 2).map(({ name, enabled }) => [name, enabled]), [['The keeper', true], ['The lamp', false]]);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /The lamp/);

  await savedAnew(page, async () => { await page.keyboard.press('Delete'); });
  assert.equal((await entries()).length, 4);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /umbrellas/);
  await savedAnew(page, async () => { await page.keyboard.press('u'); await page.keyboard.press('u'); });
  assert.deepEqual((await entries()).slice(0, 2).map(({ name }) => name), ['The lamp', 'The keeper']);

  await page.keyboard.press('End');
  await page.keyboard.press('n');
  await page.keyboard.type('The bell');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await savedAnew(page, async () => { await page.keyboard.type('bell'); await page.keyboard.press('Enter'); await page.keyboard.type('ringing'); });
  const bell = (await entries()).at(-1);
  assert.deepEqual([bell.id, bell.name, bell.keys, bell.enabled], [5, 'The bell', ['bell', 'ringing'], true]);
  await sound(page, assert);
});

test('by mouse: a row opens beside, a wrong expression is told at its key, fields stand where apps read them', async () => {
  const { page, entries } = await opened('bo', HARBOUR());
  await row(page, 'The keeper').click();
  const form = page.getByRole('region', { name: 'The keeper' });
  await form.getByLabel('Keys, one').nth(1).fill('/watch(er/i');
  await form.getByText(/Unterminated group.*plain text/).waitFor();
  assert.equal(await page.locator('.lore-key').nth(1).locator('.lore-note:visible').count(), 1);
  await page.locator('.lore-row .lore-keys.is-wrong').waitFor();
  await form.getByText('Place', { exact: true }).click();
  await form.getByLabel('Position').selectOption({ label: 'Among the messages, at a depth' });
  await form.getByLabel('Depth', { exact: true }).fill('2');
  await form.getByLabel('Secondary keys').selectOption('NOT ANY');
  await form.getByText('Chance and time').click();
  await savedAnew(page, () => form.getByLabel('Chance, %').fill('50'));
  await savedAnew(page, () => row(page, 'The gate').getByRole('checkbox').click());
  const [, keeper, , gate] = await entries();
  assert.deepEqual(keeper.extensions, { position: 4, depth: 2, selectiveLogic: 2, probability: 50 });
  assert.deepEqual([keeper.selective, keeper.position, gate.enabled], [true, 'after_char', true]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('#saving:not([data-state=saved])').waitFor();
  await saved(page);
  assert.equal((await entries())[3].enabled, false);
  await page.getByLabel('Which entries').selectOption('wrong');
  assert.equal(await page.locator('.lore-body .lore-row').count(), 1);
  await sound(page, assert);
});

test('the bench lights what a chat calls for, and says why', async () => {
  const { page } = await opened('cleo', HARBOUR(), { greeting: 'Mind the step.' });
  const chat = page.getByRole('region', { name: 'Bench' });
  await page.keyboard.press('b');
  await page.keyboard.type('Watchman, who lit the lamp\nby the gate and the water?');
  await light(page, 'The lamp', 'fired');
  await light(page, 'The keeper', 'fired');
  // The keeper speaks of umbrellas.
  await light(page, 'Umbrellas', 'fired');
  await light(page, 'The tide', 'fell');
  await light(page, 'The gate', 'off');
  await chat.getByText('Key “lamp” in the last message').waitFor();
  await chat.locator('mark', { hasText: 'Watchman' }).waitFor();
  await chat.getByText('round 2, recursion').waitFor();
  await chat.getByText('Key “water” was found in the last message, but the secondary keys say no; besides, AND ANY: none of them').waitFor();
  await chat.locator('summary', { hasText: 'worldInfoAfter' }).click();
  await chat.getByRole('button', { name: 'entry: The lamp' }).waitFor();
  assert.match(await chat.locator('.bench-legend').textContent(), /Lorebook \d+.*Chat \d+.*Preset \d+.*free \d+/);

  // What is typed is tried before it is saved, and an order of turns is kept.
  await row(page, 'The tide').click();
  await page.getByRole('region', { name: 'The tide' }).getByLabel('Secondary keys').selectOption('not asked');
  await light(page, 'The tide', 'fired');
  await page.getByLabel('Rules').selectOption('spec-v3');
  await light(page, 'Umbrellas', 'quiet');
  await page.keyboard.press('Escape');
  await chat.getByLabel('User says').press('ControlOrMeta+Enter');
  await page.keyboard.type('Nobody. Hush now.');
  await chat.getByText('Key “lamp” in the message before the last').waitFor();
  await page.reload();
  await chat.getByText('Key “lamp” in the message before the last').waitFor();
  assert.equal(await chat.getByRole('listitem').filter({ has: page.locator('textarea') }).count(), 3);
  await chat.getByLabel('Wren says').last().locator('..').getByRole('button', { name: 'Remove' }).click();
  await chat.getByText('Key “lamp” in the last message').waitFor();
  await chat.getByLabel('Context').fill('350');
  await chat.getByText(/Left out: \d/).waitFor();
  await sound(page, assert);
});

test('a book of 2,000 entries: opened, found in and written, and the others stay as they were', async (t) => {
  const odd = (id) => ({ extensions: { probability: 100, risu: { deep: [1, null, { 'a.b': `x${id}` }] }, large: 'LARGE', __proto__x: true }, mood: id % 7 === 0 ? null : ['dark', { id }] });
  const many = Array.from({ length: 2000 }, (_, id) => entry(id, `Place ${id}`, [`place${id}`, `town ${id}`], `In place ${id} the streets are named after ${'fish and '.repeat(20)}saints.`, odd(id)));
  const { page, url, entries, draft, person, id } = await opened('dora', many, { book: { extensions: { theirs: { kept: 1.5 } }, weather: 'rain' } });
  const before = await draft();
  const figures = {};
  await page.goto('about:blank');
  await goTo(page, url);
  figures.opened = await page.evaluate(() => {
    const draft = performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/draft'));
    return `${(performance.getEntriesByName('lorebook')[0].startTime - draft.responseEnd).toFixed(0)} ms from the draft’s last byte, which came after ${draft.responseEnd.toFixed(0)} ms`;
  });
  const frame = (act, given) => page.evaluate(([act, given]) => new Promise((done) => {
    const from = performance.now();
    ({
      filter: () => { const it = document.querySelector('.lore-tools input'); it.value = given; it.dispatchEvent(new Event('input')); },
      scroll: () => { const it = document.querySelector('.lore-view'); it.scrollTop = it.scrollHeight * given; it.dispatchEvent(new Event('scroll')); },
      type: () => { const it = document.querySelector('.lore-form textarea'); it.value += given; it.dispatchEvent(new Event('input')); },
    })[act]();
    document.body.offsetHeight;
    const work = performance.now() - from;
    requestAnimationFrame(() => requestAnimationFrame(() => done(`${work.toFixed(1)} ms of work`)));
  }), [act, given]);
  figures.filter = [await frame('filter', 'place 1'), await frame('filter', 'place 1234')];
  assert.equal(await page.locator('.lore-body .lore-row').count(), 1);
  figures.unfilter = await frame('filter', '');
  figures.scroll = [await frame('scroll', 0.5), await frame('scroll', 0.99), await frame('scroll', 0)];
  assert.ok(await page.locator('.lore-body .lore-row').count() < 80, 'rows that nobody sees are there');

  await page.keyboard.press('/');
  await page.keyboard.type('place 1234');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  figures.type = [await frame('type', 'x'), await frame('type', 'y')];
  await page.locator('.lore-form textarea').fill('Quiet.');
  await page.locator('#saving[data-state=dirty]').waitFor();
  await saved(page);
  const now = await draft();
  assert.equal(now.fields.characterBook.entries[1234].content, 'Quiet.');
  const put = (book) => JSON.stringify({ ...book, entries: book.entries.map((it, place) => (place === 1234 ? { ...it, content: '' } : it)) });
  assert.equal(put(now.fields.characterBook), put(before.fields.characterBook));
  const text = await (await fetch(`${server.url}/api/characters/${id}/draft`, { headers: { Authorization: `Bearer ${person.api.token}` } })).text();
  assert.equal(text.split(LARGE).length - 1, 2000);
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  const from = Date.now();
  await page.keyboard.type('From place77 to place1999.');
  await page.getByText('Key “place1999” in the last message').waitFor();
  figures.bench = `${Date.now() - from} ms, typing and a pause of 250 ms included`;
  assert.equal(await page.getByRole('heading', { name: 'Fired: 2' }).count(), 1);
  await page.getByLabel('Find entries').fill('');
  await page.getByLabel('Which entries').selectOption('fired');
  assert.equal(await page.locator('.lore-body .lore-row').count(), 2);
  assert.equal((await entries()).length, 2000);
  t.diagnostic(JSON.stringify(figures));
  await sound(page, assert);
});

test('two windows: what each changed alone is put together, what both changed is asked about', async () => {
  const { person, page, url, entries } = await opened('eve', HARBOUR());
  const other = await browser.as(person);
  await goTo(other, url);
  const write = async (window, name, content) => { await row(window, name).click(); await window.getByLabel('Content').fill(content); };
  await savedAnew(other, () => write(other, 'The lamp', 'It burns blue.'));
  await savedAnew(page, () => write(page, 'Umbrellas', 'There are two.'));
  let all = await entries();
  assert.deepEqual([all[0].content, all[2].content], ['It burns blue.', 'There are two.']);
  await page.getByText('1 of the entries come from another window').waitFor();

  await savedAnew(page, () => write(page, 'The gate', 'Here it stands open.'));
  await write(other, 'The gate', 'There it is gone.');
  const asked = other.getByRole('region', { name: 'Two windows changed the same' });
  await asked.getByText('Here it stands open.').waitFor();
  await asked.getByText('There it is gone.').waitFor();
  await sound(other, assert);
  // Undecided, both sides outlive the window.
  await other.waitForTimeout(400);
  const again = await other.context().newPage();
  await other.close();
  await goTo(again, url);
  assert.equal((await entries())[3].content, 'Here it stands open.');
  const anew = again.getByRole('region', { name: 'Two windows changed the same' });
  await anew.getByText('There it is gone.').waitFor();
  await anew.getByLabel('What is here').check();
  await anew.getByRole('button', { name: 'Save it like this' }).click();
  await saved(again);
  assert.equal((await entries())[3].content, 'There it is gone.');
  await goTo(page, url);

  // The same once more, decided: both.
  const third = await browser.as(person);
  await goTo(third, url);
  await savedAnew(page, () => write(page, 'The gate', 'Open at noon.'));
  await write(third, 'The gate', 'Open at night.');
  await third.getByLabel('Both, as two entries').waitFor();
  await third.getByRole('button', { name: 'Save it like this' }).click();
  await saved(third);
  all = await entries();
  assert.deepEqual(all.filter(({ name }) => name === 'The gate').map(({ content }) => content).sort(), ['Open at night.', 'Open at noon.']);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.deepEqual(page.wrongs, []);
});

test('offline nothing is lost: it is kept here, found after a reload, and saved', async () => {
  const { page, url, entries } = await opened('finn', HARBOUR());
  await page.route('**/draft', (route) => (route.request().method() === 'PATCH' ? route.abort('internetdisconnected') : route.continue()));
  await row(page, 'The lamp').click();
  await page.getByLabel('Content').fill('Written on a train.');
  await page.locator('#saving[data-state=trouble]', { hasText: 'Offline: kept here' }).waitFor();
  assert.equal((await entries())[0].content, HARBOUR()[0].content);
  await page.unroute('**/draft');
  await goTo(page, url);
  await saved(page);
  assert.equal((await entries())[0].content, 'Written on a train.');
  await row(page, 'The lamp').click();
  assert.equal(await page.getByLabel('Content').inputValue(), 'Written on a train.');
});

test('a session that is over loses nothing: signed in again, what was written is saved', async () => {
  const { person, page, entries } = await opened('ida', HARBOUR());
  await page.context().clearCookies();
  await row(page, 'The lamp').click();
  await page.getByLabel('Content').fill('Written too late.');
  await page.getByRole('alert').getByText('Kept here: your session is over.').waitFor();
  const door = await page.context().newPage();
  await door.goto(await person.link());
  await door.getByRole('button', { name: 'Sign in' }).click();
  await door.waitForURL(/account/);
  await page.getByRole('button', { name: 'go on' }).click();
  await saved(page);
  assert.equal((await entries())[0].content, 'Written too late.');
});

test('hostile text is text, in every field and in the chat', async () => {
  const hostile = { ...entry(0, HOSTILE, [HOSTILE, 'lamp'], HOSTILE), comment: HOSTILE, selective: true, secondary_keys: [HOSTILE, 'lit'], extensions: { group: HOSTILE, outlet_name: HOSTILE, position: 7, [HOSTILE]: { [HOSTILE]: HOSTILE } }, [HOSTILE]: HOSTILE };
  const { page, url } = await opened('gus', [hostile, entry(1, 'Slow', ['/(a+)+$/', '/('], HOSTILE)], { name: HOSTILE.slice(0, 180), greeting: HOSTILE, book: { name: HOSTILE, description: HOSTILE } });
  await page.keyboard.press('b');
  await page.keyboard.type(`Who lit the lamp? ${'a'.repeat(40)}! ${HOSTILE}`);
  await light(page, '<script>', 'fired');
  await page.locator('.bench-excerpt mark').first().waitFor();
  for (const summary of await page.locator('.bench-blocks summary').all()) await summary.click();
  await page.locator('.lore-body .lore-row').first().click();
  for (const summary of await page.locator('.lore-form summary').all()) await summary.click();
  await page.getByText('What other tools keep here').waitFor();
  await sound(page, assert);
  await page.keyboard.press('o');
  await page.keyboard.press('Escape');
  await page.locator('.lore-body .lore-row').first().focus();
  await page.keyboard.press('Delete');
  await page.getByRole('status').getByText('Deleted').waitFor();
  assert.match(await page.title(), /^Lorebook/);
  await goTo(page, url);
  await sound(page, assert);
});

test('without a script the book can be read, and who does not own it only reads', async () => {
  const { person, url, page } = await opened('hal', HARBOUR());
  const plain = await browser.as(person, { javaScriptEnabled: false });
  await plain.goto(url);
  await plain.getByRole('heading', { name: 'The lamp' }).waitFor();
  await plain.getByText('The lamp was lit by nobody living.').waitFor();
  assert.equal(await plain.locator('#lorebook').isVisible(), false);
  assert.equal(await page.getByText('They are written here with a script').isVisible(), false);
  const moderator = await browser.as(await server.person('mod-hal', ['moderator']));
  await goTo(moderator, url);
  await row(moderator, 'The lamp').click();
  assert.ok(await moderator.getByLabel('Content').isDisabled());
  assert.equal(await moderator.getByRole('button', { name: 'New entry' }).count(), 0);
  await moderator.keyboard.press('Space');
  assert.equal(await row(moderator, 'The lamp').getByRole('checkbox').isChecked(), true);
  await sound(moderator, assert);
});
