// The market as anybody sees it, and the lineage behind it as those who may ask.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { furnish, publish, sale, written } from '../stage.mjs';

let server, browser, creator, finance;
before(async () => {
  [server, browser] = await Promise.all([Server.start(), Browser.open()]);
  creator = await server.person('mira', ['creator']);
  finance = await server.person('ines', ['finance']);
  await furnish(server, finance);
});
after(async () => { await browser?.close(); await server?.stop(); });

test('a visitor searches, follows a tag, takes it away again, and opens a character', async () => {
  await publish(creator, written('Ines Calder'));
  await publish(creator, written('Piet of the Locks', { tags: ['canals'], greeting: 'Wait for the water.', personaPrompt: 'A lock keeper who counts boats and never names them.' }));
  await creator.api.post('/api/characters', written('Nobody Yet'));
  const page = await browser.as(null);
  await page.goto(`${server.url}/market`);
  assert.equal(await page.locator('.gallery li').count(), 2);
  await page.keyboard.press('/');
  await page.keyboard.type('calder');
  await page.keyboard.press('Enter');
  await page.waitForURL(/text=calder/);
  await page.getByRole('link', { name: /Ines Calder/ }).click();
  await page.getByText('You are early').waitFor();
  await sound(page, assert);
  await page.getByRole('link', { name: 'sea' }).click();
  await page.waitForURL(/tag=sea/);
  assert.equal(await page.locator('.gallery li').count(), 1);
  await page.getByRole('link', { name: /tag sea/ }).click();
  assert.equal(await page.locator('.gallery li').count(), 2);
  const missing = await page.goto(`${server.url}/market/nobody-yet`);
  assert.equal(missing.status(), 404);
  await page.getByText('There is no such thing').waitFor();
});

test('a hostile character is text on its page', async () => {
  const hostile = await publish(creator, written(`Eve ${HOSTILE.slice(0, 60)}`, { creatorNotes: HOSTILE, greeting: HOSTILE, attribution: HOSTILE.slice(0, 100), personaPrompt: 'Hostile in each field, and quite harmless.' })).catch((error) => error);
  if (hostile instanceof Error) assert.fail(hostile.message);
  const page = await browser.as(null);
  await page.goto(`${server.url}/market/${hostile.slug}`);
  await page.getByText('<script>').first().waitFor();
  assert.match(await page.title(), /^Eve/);
  await sound(page, assert);
});

test('finance follows a sale back to its draft, by mouse and by keyboard, and keeps it', async () => {
  const { id } = await publish(creator, written('Ada of the Lamps', { personaPrompt: 'She lights what others forgot, in the order in which it was forgotten.' }));
  const event = await sale(finance, id, 'order-77');
  const page = await browser.as(finance);
  await page.goto(`${server.url}/lineage`);
  await page.getByLabel('Its id').fill(event.id);
  await page.keyboard.press('Enter');
  await page.waitForURL(/lineage\/revenue-event/);
  await sound(page, assert);
  await page.getByRole('link', { name: /^Revision 1/ }).click();
  await page.waitForURL(/#/);
  assert.equal(await page.locator('section:target h2').textContent(), 'Revision 1');
  const width = () => page.locator('.graph svg').evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await page.keyboard.press('+');
  assert.ok(await width() > before);
  await page.keyboard.press('0');
  assert.equal(await width(), before);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Keep as JSON' }).click();
  assert.match((await download).suggestedFilename(), /^lineage-revenue-event-/);
  await page.getByText('€').first().waitFor();
});

test('a creator sees the lineage of their own only', async () => {
  const { publication } = await publish(creator, written('Only Mine', { personaPrompt: 'Kept to herself, and glad of it, in a house of one room.' }));
  const other = await browser.as(await server.person('otto', ['creator']));
  const answer = await other.goto(`${server.url}/lineage/publication/${publication.id}`);
  assert.equal(answer.status(), 404);
  const own = await browser.as(creator);
  await own.goto(`${server.url}/lineage/publication/${publication.id}`);
  await own.getByRole('heading', { name: 'Only Mine' }).waitFor();
});
