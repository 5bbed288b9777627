// Moderation: the queue and its claims, a decision with what was found beside it, and what a report leads to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { furnish, judged, publish, report, strict, waiting, written } from '../stage.mjs';

let server, browser, creator, finance, tomas, vera;
before(async () => {
  [server, browser] = await Promise.all([Server.start(), Browser.open()]);
  creator = await server.person('mira', ['creator']);
  finance = await server.person('ines', ['finance']);
  tomas = await server.person('tomas', ['moderator']);
  vera = await server.person('vera', ['moderator']);
  await furnish(server, finance);
  await strict(server);
});
after(async () => { await browser?.close(); await server?.stop(); });

test('four eyes: one claims and approves by keyboard, another approves by mouse, and it waits no more', async () => {
  const { revision } = await waiting(creator, written('Ada of the Lamps'));
  const page = await browser.as(tomas);
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.waitForURL(/\/moderation$/);
  await page.getByRole('row', { name: /Ada of the Lamps.*0 of 2/ }).waitFor();
  await sound(page, assert);
  await page.keyboard.press('o');
  await page.waitForURL(/moderation\/revisions/);
  await page.keyboard.press('c');
  await page.getByText('You are looking at it').waitFor();

  const other = await browser.as(vera);
  await other.goto(`${server.url}/moderation`);
  await other.getByRole('row', { name: /Ada of the Lamps.*tomas/ }).waitFor();
  await other.getByLabel('Claimed').selectOption('free');
  await other.getByRole('button', { name: 'Show' }).click();
  await other.getByText('Nothing of that waits').waitFor();
  await other.goto(`${server.url}/moderation/revisions/${revision.id}`);
  await other.getByText('tomas is looking at it').waitFor();
  await other.getByRole('button', { name: 'I am looking at it' }).click();
  await other.getByRole('alert').waitFor();
  assert.match(await other.getByRole('alert').textContent(), /tomas is looking at it until/);
  await sound(other, assert);

  await page.keyboard.press('r');
  await page.keyboard.type('Kind, and true to its tags.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/#decisions/);
  await page.getByText('1 of 2 approvals are there').waitFor();
  assert.equal(await page.getByText('You are looking at it').count(), 0);
  await sound(page, assert);

  await other.goto(`${server.url}/moderation/revisions/${revision.id}`);
  await other.getByRole('button', { name: 'Approve' }).click();
  await other.getByText('all there').waitFor();
  await other.goto(`${server.url}/moderation`);
  assert.equal(await other.getByRole('row', { name: /Ada of the Lamps/ }).count(), 0);
});

test('a rejection says why, and what was found is marked where it stands', async () => {
  const { revision } = await waiting(creator, written('Bo of the Cellar', { greeting: 'Come down, the gunpowder is dry. Mind the gunpowder.', personaPrompt: 'He keeps a cellar and what is in it to himself.' }));
  await judged(creator, revision.id);
  const page = await browser.as(tomas);
  await page.goto(`${server.url}/moderation?waitsFor=gates`);
  await page.getByRole('link', { name: 'Bo of the Cellar' }).click();
  assert.equal(await page.locator('mark.error').count(), 2);
  assert.match(await page.locator('mark.error').first().textContent(), /^gunpowder/);
  await sound(page, assert);
  await page.keyboard.press('n');
  const first = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press('n');
  const second = await page.evaluate(() => document.activeElement.id);
  assert.match(first, /^mark-/);
  assert.notEqual(first, second);
  await page.keyboard.press('p');
  assert.equal(await page.evaluate(() => document.activeElement.id), first);
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Reason').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Reason').fill(HOSTILE);
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.waitForURL(/#decisions/);
  await page.locator('#decisions').getByText('<script>').waitFor();
  await sound(page, assert);
  await page.goto(`${server.url}/moderation?waitsFor=rejected`);
  await page.getByRole('row', { name: /Bo of the Cellar/ }).waitFor();
});

test('nobody judges what they are paid for, by the page or by its form', async () => {
  const both = await server.person('both', ['creator', 'moderator']);
  const { revision } = await waiting(both, written('Their Own', { personaPrompt: 'A judge of pies who has never baked one, and says so.' }));
  const page = await browser.as(both);
  await page.goto(`${server.url}/moderation/revisions/${revision.id}`);
  await page.getByText('You are paid for this character').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
  await sound(page, assert);
  const csrf = await page.locator('meta[name=csrf]').getAttribute('content');
  const answer = await page.request.post(`${server.url}/moderation/revisions/${revision.id}/decision`, { form: { csrf, decision: 'approve' }, headers: { Accept: 'text/html' } });
  assert.equal(answer.status(), 403);
  const stranger = await browser.as(creator);
  assert.equal((await stranger.goto(`${server.url}/moderation/revisions/${revision.id}`)).status(), 403);
});

test('a report leads to the payload, a suspension and a reinstatement, each once', async () => {
  const kept = await publish(creator, written('Keeper of Keys', { personaPrompt: 'She has a key for each door but one, and does not look for it.' }));
  const made = await report(server, kept.publication.payloadDigest, HOSTILE);
  const page = await browser.as(vera);
  await page.goto(`${server.url}/moderation/reports`);
  await sound(page, assert);
  await page.keyboard.press('o');
  await page.waitForURL(new RegExp(made.id));
  await page.getByText('the one served now').waitFor();
  await page.getByRole('row', { name: /lantern.*live/ }).waitFor();
  await page.getByText('<script>').first().waitFor();
  await sound(page, assert);
  await page.keyboard.press('r');
  await page.keyboard.type('Reported, and looked at.');
  const key = await page.locator('input[name=key]').inputValue();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('no app is served it').waitFor();
  await sound(page, assert);
  // The same form, sent twice, suspends once.
  const csrf = await page.locator('meta[name=csrf]').getAttribute('content');
  const again = await page.request.post(page.url() + '/pointer', { form: { csrf, key, kind: 'suspend', reason: 'Reported, and looked at.' }, headers: { Accept: 'text/html' } });
  assert.equal(again.status(), 200);
  const moves = await creator.api.get(`/api/characters/${kept.id}/publications`);
  assert.deepEqual(moves.map((it) => it.kind), ['suspend', 'publish']);
  await page.getByLabel('Reason').fill('It was a mistake.');
  await page.getByRole('button', { name: 'Reinstate' }).click();
  await page.getByText('Apps are served it now').waitFor();
  // What was made of the report itself is a word of its own, and can be taken up again.
  await page.keyboard.press('w');
  await page.keyboard.type('Nothing in it.');
  await page.getByRole('button', { name: 'There was nothing to do' }).click();
  await page.getByText('dismissed').waitFor();
  await sound(page, assert);
  await page.goto(`${server.url}/moderation/reports`);
  assert.equal(await page.locator(`a[href$="${made.id}"]`).count(), 0);
  await page.getByLabel('Dealt with').selectOption('all');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.locator(`a[href$="${made.id}"]`).click();
  await page.getByLabel('Why it is looked at again').fill('It came back.');
  await page.getByRole('button', { name: 'Open it again' }).click();
  await page.getByText('It was opened again').waitFor();
  await page.getByRole('link', { name: 'Where it came from' }).click();
  await page.getByRole('heading', { name: 'The report' }).waitFor();
});

test('a tag can be noted before anything is published, and the note stays', async () => {
  const { id, revision } = await waiting(creator, written('Nora of the Locks', { personaPrompt: 'She has opened each lock of the canal by hand, and counts the ducks.' }));
  const page = await browser.as(vera);
  await page.goto(`${server.url}/moderation/revisions/${revision.id}`);
  await page.getByLabel(/#sea/).fill('It is a canal.');
  await page.getByRole('button', { name: 'Keep the note on sea' }).click();
  await page.waitForURL(/#tags/);
  assert.equal(await page.getByLabel(/#sea/).inputValue(), 'It is a canal.');
  assert.equal(await page.getByLabel(/#mystery/).inputValue(), '');
  await creator.api.get(`/api/characters/${id}/revisions`);
  await sound(page, assert);
});

test('a note on a tag is kept, and hostile texts are text', async () => {
  const name = `Eve ${HOSTILE.slice(0, 80)}`;
  const eve = await publish(creator, written(name, { greeting: HOSTILE, creatorNotes: HOSTILE, attribution: HOSTILE.slice(0, 100), personaPrompt: 'Hostile in each field, and a gardener of some renown.' }));
  const page = await browser.as(vera, { viewport: { width: 390, height: 800 } });
  await page.goto(`${server.url}/moderation/revisions/${eve.revision.id}`);
  await page.getByText('<script>').first().waitFor();
  assert.match(await page.title(), /^Eve/);
  await page.getByLabel(/#sea/).fill(HOSTILE.slice(0, 60));
  await page.getByRole('button', { name: 'Keep the note on sea' }).click();
  await page.waitForURL(/#tags/);
  assert.equal(await page.getByLabel(/#sea/).inputValue(), HOSTILE.slice(0, 60));
  await page.getByText('noted by vera').waitFor();
  await sound(page, assert);
});
