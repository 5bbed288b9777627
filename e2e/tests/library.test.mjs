// The library: made, brought, found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { fixture, furnish, publish, sale, sealed, written } from '../stage.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); });
after(async () => { await browser?.close(); await server?.stop(); });

test('cards are dropped, one of them is none, and each has its word', async () => {
  const ada = await server.person('ada', ['creator']);
  const page = await browser.as(ada);
  await page.goto(`${server.url}/library`);
  await sound(page, assert);
  await page.locator('#drop input[type=file]').setInputFiles([
    fixture('oda-lind.png', 'image/png'), fixture('bram-okoye.v2.json', 'application/json'),
    { name: 'holiday.txt', mimeType: 'text/plain', buffer: Buffer.from('no card') },
  ]);
  await page.getByText('All files are read').waitFor();
  assert.equal(await page.locator('[data-files] .chip.good').count(), 2);
  assert.equal(await page.locator('[data-files] .chip.bad').count(), 1);
  await page.reload();
  assert.equal(await page.locator('.gallery li').count(), 2);
  await page.getByRole('link', { name: 'Table' }).click();
  assert.equal(await page.locator('table.list tbody tr').count(), 2);
  await sound(page, assert);
});

test('by keyboard: a character is made, found in the palette, and filters stand in the address', async () => {
  const bo = await server.person('bo', ['creator']);
  const page = await browser.as(bo);
  await page.goto(`${server.url}/library`);
  await page.keyboard.press('n');
  await page.keyboard.type('Wren of the Harbour');
  await page.keyboard.press('Enter');
  await page.waitForURL(/characters\/.*\/edit/);
  await page.goto(`${server.url}/library`);
  await page.keyboard.press('/');
  await page.keyboard.type('harbour');
  await page.keyboard.press('Enter');
  await page.waitForURL(/text=harbour/);
  assert.equal(await page.locator('.gallery li').count(), 1);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('wren of');
  await page.getByRole('option', { name: /Wren/ }).waitFor();
  await sound(page, assert);
  await page.keyboard.press('Enter');
  await page.waitForURL(/characters\/.*\/edit/);
});

test('what came in by mistake is put away and taken out again, from the list and from the table', async () => {
  const cy = await server.person('cy', ['creator']);
  const page = await browser.as(cy);
  await page.goto(`${server.url}/library`);
  await page.locator('#drop input[type=file]').setInputFiles([fixture('oda-lind.png', 'image/png')]);
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Take it out again' }).waitFor();
  await page.goto(`${server.url}/library?view=table`);
  await page.getByText('Nothing here yet').waitFor();
  await page.goto(`${server.url}/library?view=table&state=archived`);
  await page.getByRole('button', { name: 'Take out' }).click();
  await page.waitForURL(/library$/);
  await page.goto(`${server.url}/library?view=table`);
  await page.getByRole('button', { name: 'Put away' }).click();
  await page.getByText('It is put away').waitFor();
  await sound(page, assert);
  await page.keyboard.press('z');
  await page.waitForURL(/library$/);
  assert.equal(await page.getByText('Oda').count(), 1);
});

test('the table tells of each character what is sealed, what its gates say, and what it earned', async () => {
  const finance = await server.person('fin', ['finance']);
  await furnish(server, finance);
  const di = await server.person('di', ['creator']);
  const made = await publish(di, written('Dinah Roe'));
  await sale(finance, made.id, 'one', 1_000);
  const held = await di.api.post('/api/characters', written('Nobody Yet', { characterBook: { extensions: {}, entries: [{ keys: ['(', '/(/'], use_regex: true, content: '', extensions: {}, enabled: true, insertion_order: 1 }] } }));
  await di.api.put(`/api/characters/${held.id}/apps/lantern`, { state: 'planned' });
  await sealed(di, held.id);
  await di.api.patch(`/api/characters/${held.id}/draft`, { nickname: 'N' }, 1);
  const page = await browser.as(di);
  await page.goto(`${server.url}/library?view=table`);
  const row = (name) => page.locator('tr', { hasText: name });
  await row('Dinah Roe').getByText('3 of 3').waitFor();
  await row('Dinah Roe').getByText('€7.00').waitFor();
  await row('Nobody Yet').getByText('2 of 3').waitFor();
  await row('Nobody Yet').getByText('lorebook-sanity').waitFor();
  await row('Nobody Yet').getByText('written since').waitFor();
  await sound(page, assert);
  await page.goto(`${server.url}/library?view=portraits`);
  await page.getByText('2 of 3').waitFor();
  await sound(page, assert);
});

test('hostile names are text', async () => {
  const eve = await server.person('eve', ['creator']);
  await eve.api.post('/api/characters', { name: HOSTILE.slice(0, 190) });
  const page = await browser.as(eve);
  for (const view of ['portraits', 'table']) {
    await page.goto(`${server.url}/library?view=${view}`);
    assert.match(await page.title(), /^Library/);
    await page.getByText('<script>').first().waitFor();
    await sound(page, assert);
  }
});
