// The editor: what is written is saved, meets what others write, and is never lost.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { fixture } from '../stage.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); await server.admin.put('/api/apps/lantern', { name: 'Lantern', requiredApprovals: 0 }); });
after(async () => { await browser?.close(); await server?.stop(); });

let people = 0;
/** Somebody with a character, and its editor. */
async function writer(fields = {}, options = {}) {
  people += 1;
  const person = await server.person(`writer-${people}`, ['creator']);
  const { id } = await person.api.post('/api/characters', { name: 'Wren', ...fields });
  const page = await browser.as(person, options);
  const url = `${server.url}/characters/${id}/edit`;
  await page.goto(url);
  const draft = async () => (await person.api.get(`/api/characters/${id}/draft`)).fields;
  const version = async () => (await person.api.get(`/api/characters/${id}/draft`)).version;
  return { person, id, page, url, draft, version };
}

const state = (page, name) => page.locator(`#save-state[data-state="${name}"]`).waitFor({ timeout: 15_000 });
/** Another window of the same person, in a browser of its own. */
async function another(it) { const page = await browser.as(it.person); await page.goto(it.url); await state(page, 'saved'); return page; }
const until = async (what, expected) => {
  for (let tries = 0; ; tries += 1) {
    const value = await what();
    try { assert.deepEqual(value, expected); return; } catch (error) { if (tries > 60) throw error; }
    await new Promise((later) => setTimeout(later, 150));
  }
};

test('by keyboard: what is typed is saved on a pause, and counted', async () => {
  const it = await writer();
  const { page } = it;
  await page.getByLabel('Name', { exact: true }).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Little Wren');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Keeps the light.');
  await state(page, 'edited');
  await until(async () => { const { nickname, personaPrompt } = await it.draft(); return [nickname, personaPrompt]; }, ['Little Wren', 'Keeps the light.']);
  await state(page, 'saved');
  await page.getByText(/saved \d/).waitFor();
  await page.locator('[data-field=personaPrompt] [data-count]', { hasText: 'tokens' }).waitFor();
  // Tags: with a comma, with Enter; taken back with Backspace.
  await page.getByLabel('Tags').focus();
  await page.keyboard.type('Deep Sea,quiet');
  await page.keyboard.press('Enter');
  await page.keyboard.type('mistake,');
  await page.keyboard.press('Backspace');
  await page.getByLabel('Visibility').selectOption('unlisted');
  await until(async () => { const { tags, visibility } = await it.draft(); return [tags, visibility]; }, [['deep-sea', 'quiet'], 'unlisted']);
  await sound(page, assert);
});

test('greetings and examples are shown as a chat', async () => {
  const it = await writer({ greeting: 'Mind the step, {{user}}.', exampleDialogue: '<START>\n{{user}}: Who are you?\n{{char}}: *bows* {{char}}.\nOf the harbour.' });
  const { page } = it;
  assert.equal(await page.locator('[data-field=greeting] .speech p').textContent(), 'Mind the step, User.');
  assert.deepEqual(await page.locator('[data-field=exampleDialogue] .speech p').allTextContents(), ['Who are you?', 'bows Wren.\nOf the harbour.']);
  const more = page.getByLabel('Other greetings, 1', { exact: true });
  await more.fill('You again.');
  await page.getByLabel('Other greetings, 2', { exact: true }).fill('Ah.');
  await page.getByRole('button', { name: 'Move up: Other greetings, 2' }).click();
  await until(async () => (await it.draft()).alternateGreetings, ['Ah.', 'You again.']);
  await page.getByRole('button', { name: 'Remove: Other greetings, 1' }).click();
  await until(async () => (await it.draft()).alternateGreetings, ['You again.']);
  assert.deepEqual(page.wrongs, []);
});

test('two windows, two fields: both are kept, and each shows the other’s', async () => {
  const it = await writer({ greeting: 'Hello.', scenario: 'A harbour.' });
  const { page } = it;
  await state(page, 'saved');
  const other = await another(it);
  await other.getByLabel('Scenario').fill('A lighthouse.');
  await until(async () => (await it.draft()).scenario, 'A lighthouse.');
  await page.getByLabel('Greeting', { exact: true }).fill('Good evening.');
  await until(async () => { const { greeting, scenario } = await it.draft(); return [greeting, scenario]; }, ['Good evening.', 'A lighthouse.']);
  await until(() => page.getByLabel('Scenario').inputValue(), 'A lighthouse.');
  await page.locator('[data-field=scenario]').getByText('changed in another window').waitFor();
  await other.evaluate(() => dispatchEvent(new Event('focus')));
  await until(() => other.getByLabel('Greeting', { exact: true }).inputValue(), 'Good evening.');
});

for (const [choice, expected] of [['Keep mine', 'mine'], ['Take theirs', 'theirs'], ['Both', 'mine\n\ntheirs']]) {
  test(`two windows, one field: ${choice}`, async () => {
    const it = await writer({ scenario: 'before' });
    const { page } = it;
    await state(page, 'saved');
    const other = await another(it);
    await page.context().setOffline(true);
    await page.getByLabel('Scenario').fill('mine');
    await other.getByLabel('Scenario').fill('theirs');
    await until(async () => (await it.draft()).scenario, 'theirs');
    await page.context().setOffline(false);
    await state(page, 'conflict');
    assert.equal((await it.draft()).scenario, 'theirs');
    const panel = page.getByRole('group', { name: 'Scenario: two versions' });
    assert.deepEqual(await panel.locator('pre').allTextContents(), ['mine', 'theirs']);
    await sound(page, assert);
    // Both sides are there after a reload, too.
    if (choice === 'Both') {
      await page.reload();
      await state(page, 'conflict');
      assert.deepEqual(await panel.locator('pre').allTextContents(), ['mine', 'theirs']);
    }
    // What does not collide is saved meanwhile.
    await page.getByLabel('Personality').fill('patient');
    await until(async () => (await it.draft()).personality, 'patient');
    await panel.getByRole('button', { name: choice }).focus();
    await page.keyboard.press('Enter');
    await until(async () => (await it.draft()).scenario, expected);
    await state(page, 'saved');
    assert.equal(await panel.count(), 0);
  });
}

test('offline: kept here, and sent when the network is back', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  await page.context().setOffline(true);
  await page.getByLabel('Greeting', { exact: true }).fill('Written at sea.');
  await state(page, 'offline');
  await page.locator('#save-state').getByText('offline: kept here').waitFor();
  assert.equal((await it.draft()).greeting, '');
  await page.context().setOffline(false);
  await until(async () => (await it.draft()).greeting, 'Written at sea.');
  await state(page, 'saved');
  assert.deepEqual(page.wrongs, []);
});

test('an answer that never comes is no conflict with oneself', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  let lost = 0;
  await page.route('**/draft', async (route) => {
    if (route.request().method() !== 'PATCH' || lost > 0) { await route.continue(); return; }
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await page.getByLabel('Greeting', { exact: true }).pressSequentially('Once', { delay: 20 });
  await until(async () => (await it.draft()).greeting, 'Once');
  // Written on, on the base from before.
  await page.getByLabel('Greeting', { exact: true }).pressSequentially(' upon a time', { delay: 60 });
  await until(async () => (await it.draft()).greeting, 'Once upon a time');
  await state(page, 'saved');
  assert.equal(await page.locator('.conflict').count(), 0);
  assert.equal(lost, 1);
});

test('over a slow line nothing that is typed meanwhile gets lost, and saves take turns', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  let [open, most] = [0, 0];
  await page.route('**/draft', async (route) => {
    most = Math.max(most, open += 1);
    await new Promise((later) => setTimeout(later, 900));
    await route.continue();
    open -= 1;
  });
  const text = 'The tide comes in twice a day, and each time it brings something else.';
  await page.getByLabel('Description').pressSequentially(text, { delay: 45 });
  await page.getByText('saving…').waitFor();
  await until(async () => (await it.draft()).personaPrompt, text);
  assert.equal(await page.getByLabel('Description').inputValue(), text);
  assert.equal(most, 1);
});

test('a window that dies loses nothing that was typed', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  // Nothing leaves the machine, neither now nor when the page goes away.
  await page.context().route('**/draft', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await page.getByLabel('Greeting', { exact: true }).fill('Almost lost.');
  await page.waitForTimeout(300);
  await page.context().unroute('**/draft');
  await page.evaluate(() => { window.fetch = () => new Promise(() => {}); });
  await page.reload();
  await page.getByText('What was not saved is back: Greeting.').waitFor();
  await until(async () => (await it.draft()).greeting, 'Almost lost.');
  // And one that never comes back, in a window that opens after it.
  await page.evaluate(() => { window.fetch = () => new Promise(() => {}); });
  await page.getByLabel('Scenario').fill('From a window that is gone.');
  await page.waitForTimeout(300);
  const next = await page.context().newPage();
  await page.close();
  await next.goto(it.url);
  await until(async () => (await it.draft()).scenario, 'From a window that is gone.');
});

test('signed out while writing: the text is kept, and saved after signing in again', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  const other = await browser.as(it.person);
  await other.goto(`${server.url}/account`);
  await other.getByRole('button', { name: 'End', exact: true }).click();
  await other.waitForLoadState();
  await page.getByLabel('Greeting', { exact: true }).fill('Said after the end.');
  await state(page, 'signed-out');
  await page.locator('#save-state').getByText('signed out: sign in in another tab, your text is kept').waitFor();
  const tab = await page.context().newPage();
  await tab.goto(await it.person.link());
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.waitForURL(/account/);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await until(async () => (await it.draft()).greeting, 'Said after the end.');
  await state(page, 'saved');
});

test('signing out takes saved texts along, and unsaved ones where it is said', async () => {
  const { person, page, id } = await writer();
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('repertoire.draft.')).length);
  await page.getByLabel('Scenario').fill('A harbour.');
  await state(page, 'saved');
  await page.context().route(`**/api/characters/${id}/draft`, (route) => route.abort());
  await page.getByLabel('Scenario').fill('A harbour at night.');
  await state(page, 'offline');
  await page.goto(`${server.url}/account`);
  await page.getByText('Delete a text that is not saved yet').waitFor();
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);
  assert.equal(await kept(), 1, 'it is kept');
  await page.goto(await person.link());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/account/);
  await page.getByLabel(/Delete a text/).check();
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);
  assert.equal(await kept(), 0, 'it was said that it may go');
});

test('undo and redo, over a reload', async () => {
  const it = await writer({ personality: 'calm' });
  const { page } = it;
  await state(page, 'saved');
  await page.getByLabel('Personality').fill('calm and dry');
  await until(async () => (await it.draft()).personality, 'calm and dry');
  await page.getByLabel('Made for').selectOption('lantern');
  await until(async () => (await it.draft()).verticalApp, 'lantern');
  await page.reload();
  await state(page, 'saved');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await it.draft()).verticalApp, null);
  await page.locator('#main').focus();
  await page.keyboard.press('Control+z');
  await until(async () => (await it.draft()).personality, 'calm');
  await page.reload();
  await state(page, 'saved');
  await page.keyboard.press('Control+Shift+z');
  await until(async () => (await it.draft()).personality, 'calm and dry');
  await page.getByRole('button', { name: 'Redo' }).click();
  await until(async () => (await it.draft()).verticalApp, 'lantern');
  assert.equal(await page.getByRole('button', { name: 'Redo' }).isDisabled(), true);
});

test('the browser’s own undo comes first, and is no step back and forth', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  await page.getByLabel('Scenario').focus();
  await page.keyboard.type('fog');
  await until(async () => (await it.draft()).scenario, 'fog');
  // However small its steps are.
  const pressed = async (keys) => { await page.keyboard.press(keys); await page.waitForTimeout(100); return page.getByLabel('Scenario').inputValue(); };
  await until(() => pressed('Control+z'), '');
  await until(async () => (await it.draft()).scenario, '');
  assert.equal(await page.getByRole('button', { name: 'Undo' }).isDisabled(), true);
  await until(() => pressed('Control+Shift+z'), 'fog');
  await until(async () => (await it.draft()).scenario, 'fog');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await it.draft()).scenario, '');
});

test('two windows of one browser, closed while both have something unsaved', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  const other = await page.context().newPage();
  await other.goto(it.url);
  await state(other, 'saved');
  for (const window of [page, other]) await window.evaluate(() => { window.fetch = () => new Promise(() => {}); });
  await page.getByLabel('Greeting', { exact: true }).fill('From the first.');
  await other.getByLabel('Scenario').fill('From the second.');
  await page.waitForTimeout(400);
  const next = await page.context().newPage();
  await page.close();
  await other.close();
  await next.goto(it.url);
  await until(async () => { const { greeting, scenario } = await it.draft(); return [greeting, scenario]; }, ['From the first.', 'From the second.']);
});

test('what can’t be kept says so next to it, and the rest is saved', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  await page.getByLabel('Name', { exact: true }).fill(' ');
  await page.getByLabel('Scenario').fill('A quay.');
  await state(page, 'refused');
  await page.locator('[data-field=name]').getByText('a character has a name').waitFor();
  await until(async () => { const { name, scenario } = await it.draft(); return [name, scenario]; }, ['Wren', 'A quay.']);
  await page.getByLabel('Name', { exact: true }).fill('Wren II');
  await state(page, 'saved');
  assert.equal((await it.draft()).name, 'Wren II');
  assert.equal(await page.locator('#character-name').textContent(), 'Wren II');
});

test('a page that is older than the server says so, and keeps the text', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  await page.route('**/draft', (route) => (route.request().method() !== 'PATCH' ? route.continue() : route.fulfill({
    status: 422, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/invalid', status: 422, violations: [{ field: 'greeting', message: 'a draft has no such field' }] }),
  })));
  await page.getByLabel('Greeting', { exact: true }).fill('In an old page.');
  await state(page, 'outdated');
  await page.unroute('**/draft');
  await page.getByRole('link', { name: 'Reload' }).click();
  await until(async () => (await it.draft()).greeting, 'In an old page.');
});

test('hostile text in every field is text', async () => {
  const text = HOSTILE;
  const it = await writer({
    name: text.slice(0, 190), nickname: text.slice(0, 190), personaPrompt: text, personality: text, greeting: text, alternateGreetings: [text, text], groupGreetings: [text],
    scenario: text, exampleDialogue: `<START>\n{{char}}: ${text}\n${text}`, systemPromptOverride: text, postHistoryInstructions: text, creatorNotes: text,
    attribution: text.slice(0, 190), versionLabel: text.slice(0, 190), authoringNotes: { notes: text, other: text },
  });
  const { page } = it;
  await state(page, 'saved');
  await page.locator('.speech').first().waitFor();
  assert.equal(await page.getByLabel('Description').inputValue(), text);
  assert.match(await page.title(), /^Edit: /);
  await sound(page, assert);
  const before = await it.version();
  await page.getByLabel('Notes to myself').press('Control+End');
  await page.keyboard.type('!');
  await until(async () => (await it.draft()).authoringNotes, { notes: `${text}!`, other: text });
  assert.equal(await it.version(), before + 1);
  // In a conflict, too.
  await it.person.api.patch(`/api/characters/${it.id}/draft`, { scenario: `${text} theirs` }, await it.version());
  await page.getByLabel('Scenario').fill(`${text} mine`);
  await state(page, 'conflict');
  await sound(page, assert);
});

test('a portrait is chosen, cut and in', async () => {
  const it = await writer();
  const { page } = it;
  await state(page, 'saved');
  await page.locator('[data-field=portraitDigest] input[type=file]').setInputFiles(fixture('oda-lind.png', 'image/png'));
  await page.getByRole('heading', { name: 'Cut the portrait' }).waitFor();
  await sound(page, assert);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('+');
  await page.getByRole('button', { name: 'Use this part' }).click();
  await page.getByRole('img', { name: 'The portrait' }).waitFor();
  await until(async () => (await it.draft()).portraitDigest !== null, true);
  const shown = await page.getByRole('img', { name: 'The portrait' }).evaluate(async (img) => { await img.decode(); return img.naturalWidth / img.naturalHeight; });
  assert.ok(Math.abs(shown - 0.75) < 0.02, `${shown}`);
  await page.locator('[data-field=portraitDigest] input[type=file]').setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('none') });
  await page.getByText('no.png is no picture').waitFor();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await until(async () => (await it.draft()).portraitDigest, null);
  assert.deepEqual(page.wrongs, []);
});

test('rollout, model packs and shares', async () => {
  const it = await writer();
  const { page } = it;
  const friend = await server.person(`friend-of-${it.person.handle}`, ['creator']);
  for (const version of [1, 2]) await server.admin.put(`/api/model-packs/aurora/versions/${version}`, { name: 'Aurora', label: `2026.${version}` });
  await state(page, 'saved');
  await page.getByLabel('State in Lantern').selectOption('planned');
  await page.getByLabel('Per cent of the users of Lantern').fill('25');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText('Set: planned, to 25 %.').waitFor();
  const [rollout] = await it.person.api.get(`/api/characters/${it.id}/apps`);
  assert.deepEqual([rollout.state, rollout.percentage], ['planned', 25]);

  await page.getByLabel('Model pack', { exact: true }).first().fill('aurora');
  await page.getByLabel('From version').first().fill('2');
  await until(async () => (await it.draft()).modelPacks, [{ modelPackId: 'aurora', minVersion: 2, maxVersion: null }]);
  await page.getByLabel('To version').first().fill('1');
  await state(page, 'refused');
  await page.getByLabel('To version').first().fill('2');
  await state(page, 'saved');

  await page.getByLabel('Handle', { exact: true }).nth(1).fill(friend.handle);
  await page.getByLabel('Share in per cent').nth(1).fill('33.3');
  await page.getByText('33.3 per cent are too many.').waitFor();
  await page.getByRole('button', { name: 'Share evenly' }).click();
  await page.getByText('The shares sum to 100 per cent.').waitFor();
  await page.getByRole('button', { name: 'Set the shares' }).click();
  await page.getByText('The shares are set.').waitFor();
  const shares = await it.person.api.get(`/api/characters/${it.id}/collaborators`);
  assert.deepEqual(shares.map((share) => share.sharePpm), [500_000, 500_000]);
  // Another window's list is not replaced unseen.
  await it.person.api.put(`/api/characters/${it.id}/collaborators`, [{ handle: it.person.handle, role: 'author', sharePpm: 1_000_000 }]);
  await page.getByRole('button', { name: 'Set the shares' }).click();
  await page.getByText('Another window changed this').waitFor();
  await page.getByRole('button', { name: 'take theirs' }).click();
  await page.getByText('The shares sum to 100 per cent.').waitFor();
  await sound(page, assert);
});

test('without a script: read, saved, and met with both sides', async () => {
  const it = await writer({ greeting: 'Hello.\nThere.', scenario: 'A harbour.', alternateGreetings: ['One.'], tags: ['sea'] }, { javaScriptEnabled: false });
  const { page } = it;
  assert.equal(await page.locator('#save-line').isVisible(), false);
  // Another window changes two fields after this page was read.
  await it.person.api.patch(`/api/characters/${it.id}/draft`, { scenario: 'A lighthouse.' }, await it.version());
  await page.getByLabel('Other greetings, 2').fill('Two.');
  await page.getByLabel('Tags').fill('sea, Deep Water');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  const saved = await it.draft();
  assert.deepEqual([saved.greeting, saved.scenario, saved.alternateGreetings, saved.tags], ['Hello.\nThere.', 'A lighthouse.', ['One.', 'Two.'], ['sea', 'deep-water']]);

  await it.person.api.patch(`/api/characters/${it.id}/draft`, { scenario: 'theirs' }, await it.version());
  await page.getByLabel('Scenario').fill('mine');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Others wrote here meanwhile.').waitFor();
  assert.equal(await page.getByLabel('Scenario').inputValue(), 'mine');
  assert.equal(await page.locator('.theirs').textContent(), 'theirs');
  assert.equal((await it.draft()).scenario, 'theirs');
  await page.getByLabel('Scenario').fill('mine, and theirs');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').waitFor();
  assert.equal((await it.draft()).scenario, 'mine, and theirs');

  await page.getByLabel('Version', { exact: true }).fill('v'.repeat(300));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('at most 200 are kept').waitFor();
  assert.equal(await page.getByLabel('Version', { exact: true }).inputValue(), 'v'.repeat(300));
  await page.getByRole('button', { name: 'Set the shares' }).click();
  await page.getByText('Saved.').waitFor();
});

test('who may not change it, looks; who may not look, does not find it', async () => {
  const it = await writer({ greeting: 'Hello.' });
  const moderator = await server.person(`looks-at-${it.person.handle}`, ['moderator']);
  const page = await browser.as(moderator);
  await page.goto(it.url);
  assert.equal(await page.getByLabel('Greeting', { exact: true }).getAttribute('readonly'), '');
  assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).count(), 0);
  assert.equal(await page.getByLabel('Handle', { exact: true }).count(), 0);
  await sound(page, assert);
  const stranger = await browser.as(await server.person(`stranger-to-${it.person.handle}`, ['creator']));
  const answer = await stranger.goto(it.url);
  assert.equal(answer.status(), 404);
});
