// Revisions: what differs, what was published of them, and the way back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { gated, lighthouse, sealed } from '../stage.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); await gated(server); });
after(async () => { await browser?.close(); await server?.stop(); });

const entry = (id, content, more = {}) => ({ id, keys: ['k'], content, extensions: {}, enabled: true, insertion_order: 10, ...more });
const book = (...entries) => ({ extensions: {}, entries });

/** A character with two revisions: its text, tags, greetings and book were written anew in between. */
async function twice(person) {
  const { id } = await person.api.post('/api/characters', {
    name: 'Wren', greeting: 'Mind the step, it is wet.', tags: ['sea', 'lamp'],
    alternateGreetings: ['The harbour sleeps at noon, and so do I.'],
    characterBook: book(entry(1, 'The lamp is old.'), entry(2, 'Gulls.')),
  });
  await person.api.post(`/api/characters/${id}/revisions`);
  const edit = {
    greeting: 'Mind the step, it is cold.', tags: ['sea', 'storm'],
    alternateGreetings: ['The harbour sleeps at night, and so do I.'],
    characterBook: book(entry(1, 'The lamp is older than the tower.'), entry(3, 'Rain.')),
  };
  await person.api.patch(`/api/characters/${id}/draft`, edit, 1);
  await person.api.post(`/api/characters/${id}/revisions`);
  return id;
}

test('two revisions differ in words, list items and entries, inline and side by side', async () => {
  const ada = await server.person('ada', ['creator']);
  const id = await twice(ada);
  const page = await browser.as(ada);
  await page.goto(`${server.url}/characters/${id}/revisions`);
  await sound(page, assert);
  await page.getByRole('radio', { name: 'Compare from revision 1' }).check();
  await page.getByRole('radio', { name: 'Compare to revision 2' }).check();
  await page.getByRole('button', { name: 'Compare what is marked' }).click();
  await page.waitForURL(/to=2&from=1/);
  const field = (name) => page.locator('.comparison > .change').filter({ has: page.getByRole('heading', { name, exact: true }) });
  assert.deepEqual(await field('Greeting').locator('del, ins').allTextContents(), ['wet', 'cold']);
  assert.equal(await field('Greeting').locator('.words').textContent(), 'Mind the step, it is wetcold.');
  assert.deepEqual(await field('Tags').locator('ins').allTextContents(), ['storm']);
  assert.deepEqual(await field('Tags').locator('del').allTextContents(), ['lamp']);
  assert.deepEqual(await field('Alternate greetings').locator('del, ins').allTextContents(), ['noon', 'night']);
  const entries = field('Character book').locator('.entry-change');
  assert.deepEqual(await entries.locator('summary .chip').allTextContents(), ['changed', 'new', 'gone']);
  assert.deepEqual(await entries.nth(0).locator('del, ins').allTextContents(), ['old', 'older than the tower']);
  await sound(page, assert);

  await page.keyboard.press('s');
  await page.waitForURL(/view=side/);
  const [left, right] = await field('Greeting').locator('.words').allTextContents();
  assert.match(left, /it is wet\.$/);
  assert.match(right, /it is cold\.$/);
  await sound(page, assert);
});

test('by keyboard: an old revision is restored after it is said what is replaced, and undone', async () => {
  const bo = await server.person('bo', ['creator']);
  const id = await twice(bo);
  const written = 'What nobody sealed yet.';
  await bo.api.patch(`/api/characters/${id}/draft`, { greeting: written }, 2);
  const page = await browser.as(bo);
  await page.goto(`${server.url}/characters/${id}/revisions`);
  await page.locator('#revision-1').getByRole('link', { name: 'Restore…' }).press('Enter');
  await page.waitForURL(/from=draft&to=1/);
  await page.getByText('Restoring revision 1 replaces in the draft: Greeting, Alternate greetings, Tags, Character book').waitFor();
  await sound(page, assert);
  await page.keyboard.press('r');
  await page.getByRole('status').getByText('The draft is what revision 1 was. What was written before is kept as revision 3.').waitFor();
  let draft = await bo.api.get(`/api/characters/${id}/draft`);
  assert.equal(draft.fields.greeting, 'Mind the step, it is wet.');
  assert.deepEqual(draft.fields.tags, ['sea', 'lamp']);
  await sound(page, assert);
  await page.keyboard.press('u');
  await page.getByText('The draft is what revision 3 was').waitFor();
  draft = await bo.api.get(`/api/characters/${id}/draft`);
  assert.equal(draft.fields.greeting, written);
  assert.deepEqual(draft.fields.tags, ['sea', 'storm']);
});

test('a draft that was saved meanwhile is not replaced', async () => {
  const cy = await server.person('cy', ['creator']);
  const id = await twice(cy);
  const page = await browser.as(cy);
  await page.goto(`${server.url}/characters/${id}/revisions?from=draft&to=1`);
  await cy.api.patch(`/api/characters/${id}/draft`, { greeting: 'Written in another window.' }, 2);
  await page.getByRole('button', { name: 'Restore revision 1' }).click();
  await page.getByRole('alert').getByText('it has version 3, not 2').waitFor();
  assert.equal((await cy.api.get(`/api/characters/${id}/draft`)).fields.greeting, 'Written in another window.');
  assert.equal((await cy.api.get(`/api/characters/${id}/revisions`)).length, 2);
});

test('what was published stands in the timeline, and where it runs; another one is brought back', async () => {
  const di = await server.person('di', ['creator']);
  const { id } = await di.api.post('/api/characters', lighthouse('Dione Marsh', 'lantern'));
  await di.api.put(`/api/characters/${id}/apps/lantern`, { state: 'live', percentage: 40 });
  const first = await sealed(di, id);
  await di.api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: first, reason: 'first' }, { 'Idempotency-Key': 'di-1' });
  await di.api.patch(`/api/characters/${id}/draft`, { greeting: '*She nods.* "You again. Good."' }, 1);
  const second = await sealed(di, id);
  await di.api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: second }, { 'Idempotency-Key': 'di-2' });
  const page = await browser.as(di);
  await page.goto(`${server.url}/characters/${id}/revisions`);
  const [now, old] = [page.locator('#revision-2'), page.locator('#revision-1')];
  await now.getByText('published now').waitFor();
  await now.getByText('Runs in lantern, for 40 %').waitFor();
  await old.getByText('first', { exact: true }).waitFor();
  await sound(page, assert);
  await old.getByRole('link', { name: 'Roll back…' }).click();
  await page.getByText('What differs from what they fetch now').waitFor();
  await page.getByRole('button', { name: 'Roll back to revision 1' }).click();
  await page.getByRole('heading', { name: 'Rolled back' }).waitFor();
  await page.goto(`${server.url}/characters/${id}/revisions`);
  await page.locator('#revision-1').getByText('published now').waitFor();
  assert.deepEqual(await page.locator('#revision-1 .moves strong').allTextContents(), ['rollback', 'publish']);
});

test('hostile text in every field is text', async () => {
  const eve = await server.person('eve', ['creator']);
  const { id } = await eve.api.post('/api/characters', hostile(''));
  await eve.api.post(`/api/characters/${id}/revisions`);
  await eve.api.patch(`/api/characters/${id}/draft`, hostile('more '), 1);
  await eve.api.post(`/api/characters/${id}/revisions`);
  const page = await browser.as(eve, { viewport: { width: 390, height: 800 } });
  for (const where of ['?from=1&to=2', '?from=1&to=2&view=side', '?from=draft&to=1', '/2', '/1?path=greeting&start=3&end=9', '?from=x&to=y', '?from=1&to=99']) {
    await page.goto(`${server.url}/characters/${id}/revisions${where}`);
    assert.match(await page.title(), /^Revisions/);
    await sound(page, assert);
  }
});

test('others see nothing of it, and those who judge only look', async () => {
  const fay = await server.person('fay', ['creator']);
  const id = await twice(fay);
  const stranger = await browser.as(await server.person('stranger', ['creator']));
  for (const where of ['revisions', 'revisions/1', 'publish']) {
    assert.equal((await stranger.goto(`${server.url}/characters/${id}/${where}`)).status(), 404);
  }
  const judge = await browser.as(await server.person('judge', ['moderator']));
  await judge.goto(`${server.url}/characters/${id}/revisions?from=draft&to=1`);
  await judge.getByRole('heading', { name: /From the draft/ }).waitFor();
  assert.equal(await judge.getByRole('button', { name: /Restore/ }).count(), 0);
});

function hostile(before) {
  const text = before + HOSTILE;
  return {
    name: text.slice(0, 190), nickname: text, personaPrompt: text, personality: text, greeting: text, alternateGreetings: [text, text], groupGreetings: [text],
    scenario: text, exampleDialogue: text, systemPromptOverride: text, postHistoryInstructions: text, creatorNotes: text, attribution: text.slice(0, 190),
    versionLabel: text.slice(0, 190), characterBook: { name: text, extensions: { [text]: text }, entries: [entry(1, text, { name: text, comment: text, keys: [text], [text]: [text] })] },
  };
}
