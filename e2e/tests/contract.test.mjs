// The contract: the drawing by mouse, touch and keyboard, what is measured, and what was done to the database by hand.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { written } from '../stage.mjs';

let server, browser, admin, creator;
before(async () => {
  [server, browser] = await Promise.all([Server.start(), Browser.open()]);
  admin = await server.person('root', ['admin']);
  creator = await server.person('mira', ['creator']);
});
after(async () => { await browser?.close(); await server?.stop(); });

/** As the database's owner, by hand. */
const sql = (text) => execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', path.join(server.data, 'postgres/socket'), '-U', 'repertoire_owner', 'repertoire', '-c', text]);
const widthOf = (page) => page.locator('[data-graph] svg').evaluate((svg) => Math.round(svg.getBoundingClientRect().width));

test('a model is found by keyboard, and its relations are followed', async () => {
  const page = await browser.as(admin);
  await page.goto(`${server.url}/account`);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL(/\/contract$/);
  await page.getByText(/\d+ models and \d+ statements/).waitFor();
  await sound(page, assert);
  await page.keyboard.press('/');
  await page.keyboard.type('characterdraft');
  await page.keyboard.press('Enter');
  await page.waitForURL(/models\/CharacterDraft$/);
  await page.getByRole('rowheader', { name: 'characterBook' }).waitFor();
  assert.match(await page.locator('#field-characterBook').textContent(), /Json\?.*@document\(CharacterBook\)/s);
  await sound(page, assert);
  await page.getByRole('link', { name: 'save_draft', exact: true }).first().click();
  await page.getByText('UPDATE studio.character_drafts').waitFor();
  await sound(page, assert);
  await page.goto(`${server.url}/contract?find=digest`);
  await page.getByText('fields: blobDigest').first().waitFor();
  await sound(page, assert);
});

test('the drawing is zoomed and moved by keys, by mouse and by fingers', async () => {
  const page = await browser.as(admin);
  await page.goto(`${server.url}/contract/schemas/release`);
  const before = await widthOf(page);
  await page.keyboard.press('+');
  assert.ok(await widthOf(page) > before);
  await page.keyboard.press('0');
  const whole = await widthOf(page);
  const frame = page.locator('[data-graph] .window');
  const room = await frame.evaluate((it) => [it.clientWidth, it.clientHeight, it.scrollHeight]);
  assert.ok(whole <= room[0] && room[2] <= room[1] + 1, `${whole} ${room}`);
  for (let times = 0; times < 4; times += 1) await page.keyboard.press('+');
  const box = await frame.boundingBox();
  const place = () => frame.evaluate((it) => [it.scrollLeft, it.scrollTop]);
  const [left, top] = await place();
  await page.mouse.move(box.x + 400, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 340, box.y + 250, { steps: 4 });
  await page.mouse.up();
  assert.deepEqual(await place(), [left + 60, top + 50]);
  assert.match(page.url(), /schemas\/release$/, 'what was dragged was pressed');
  // By keyboard into the drawing: what is gone to comes into the window, with its lines.
  await page.locator('[data-box="OutboxEvent"] a').focus();
  assert.ok(await page.locator('[data-box="OutboxEvent"]').evaluate((it) => { const [a, b] = [it.getBoundingClientRect(), it.closest('.window').getBoundingClientRect()]; return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top; }));
  assert.ok(await page.locator('.edge.lit').count() > 0);
  await page.keyboard.press('Enter');
  await page.waitForURL(/models\/OutboxEvent$/);
  await sound(page, assert);

  const phone = await browser.as(admin, { viewport: { width: 390, height: 800 }, hasTouch: true });
  await phone.goto(`${server.url}/contract/schemas/studio`);
  const narrow = await widthOf(phone);
  await phone.locator('[data-graph] .window').evaluate((frame) => {
    const { left, top } = frame.getBoundingClientRect();
    const touch = (identifier, x) => new Touch({ identifier, target: frame, clientX: left + x, clientY: top + 100 });
    const send = (type, ...touches) => frame.dispatchEvent(new TouchEvent(type, { touches, bubbles: true, cancelable: true }));
    send('touchstart', touch(1, 100), touch(2, 200));
    send('touchmove', touch(1, 50), touch(2, 250));
    send('touchend');
  });
  assert.ok(await widthOf(phone) > narrow * 1.5);
  await sound(phone, assert);
});

test('plans are measured on demand, and the list says which index serves what', async () => {
  const page = await browser.as(admin);
  await page.goto(`${server.url}/contract/statements`);
  await page.getByText('Not measured since').waitFor();
  await page.keyboard.press('m');
  await page.locator('#said').getByText('Done').waitFor({ timeout: 30_000 });
  assert.match(await page.locator('.figures').textContent(), /Hot, not served0/);
  await page.getByText('character_drafts_library_idx').first().waitFor();
  await sound(page, assert);
  await page.getByRole('link', { name: /^hot \d+/ }).click();
  await page.waitForURL(/only=hot/);
  await page.getByRole('link', { name: 'library_updated', exact: true }).click();
  await page.getByRole('rowheader', { name: /Index .*character_drafts_library_idx/ }).first().waitFor();
  await sound(page, assert);
  await page.goto(`${server.url}/contract/indexes`);
  await page.getByRole('rowheader', { name: /character_drafts_library_idx/ }).waitFor();
  await sound(page, assert);
});

test('drift by hand is seen, names are text, and mended it is gone', async () => {
  const page = await browser.as(admin);
  await page.goto(`${server.url}/contract/drift`);
  await page.getByRole('button', { name: 'Compare now' }).click();
  await page.getByText('No drift.').waitFor({ timeout: 60_000 });
  await sound(page, assert);
  const name = `"${HOSTILE.slice(0, 24).replaceAll('"', '""')}"`;
  sql(`CREATE TABLE studio.${name} (id int)`);
  sql('ALTER TABLE catalog.voices ALTER COLUMN name DROP NOT NULL');
  await page.keyboard.press('m');
  await page.getByText('2 differences').waitFor({ timeout: 30_000 });
  assert.match(await page.locator('.differences').textContent(), /<script>/);
  assert.match(await page.title(), /^Drift/);
  await page.getByText('All of it as one script').click();
  const script = await page.locator('.whole pre').textContent();
  await sound(page, assert);
  sql(script);
  await page.keyboard.press('m');
  await page.getByText('No drift.').waitFor({ timeout: 30_000 });
});

test('without a script, a form measures and the page shows it', async () => {
  const page = await browser.as(admin, { javaScriptEnabled: false });
  await page.goto(`${server.url}/contract/documents`);
  await page.getByRole('button', { name: /^Look/ }).click();
  await page.waitForURL(/contract\/documents$/);
  await page.getByText('At most').waitFor();
  await page.goto(`${server.url}/contract/schemas/studio`);
  await page.locator('[data-box="DraftEdit"] a').click();
  await page.waitForURL(/models\/DraftEdit$/);
});

test('documents are counted by key, and strange keys are text', async () => {
  await creator.api.post('/api/characters', written('Ines', { verticalApp: null, modelPacks: [], characterBook: { entries: [], [HOSTILE]: 1 } }));
  const page = await browser.as(admin);
  await page.goto(`${server.url}/contract/documents`);
  await page.keyboard.press('m');
  await page.getByText('not in the shape').first().waitFor({ timeout: 30_000 });
  await page.getByText('<script>').first().waitFor();
  await sound(page, assert);
});

test('a migration that is not as it was applied is told', async () => {
  sql("UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name LIKE '%sign_in'");
  const page = await browser.as(admin, { viewport: { width: 390, height: 800 } });
  await page.goto(`${server.url}/contract/migrations`);
  await page.getByText('One migration to look at').waitFor();
  await page.getByText('edited since').waitFor();
  await sound(page, assert);
  await page.getByRole('link', { name: 'sign in' }).click();
  await page.getByText('CREATE TABLE "identity"."sessions"').first().waitFor();
  await sound(page, assert);
});

test('others than administrators are not shown the way, and are refused', async () => {
  const page = await browser.as(creator);
  assert.equal(await page.getByRole('link', { name: 'Contract', exact: true }).count(), 0);
  for (const part of ['', '/statements', '/drift', '/documents', '/migrations', '/indexes', '/models/Account']) {
    assert.equal((await page.goto(`${server.url}/contract${part}`)).status(), 403);
  }
});
