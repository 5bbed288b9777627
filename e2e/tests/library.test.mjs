// The library: made, brought, found.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { fixture } from '../stage.mjs';

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
