// Earnings: one's own month, a refund in it, the way to its lineage, and who may see whose.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { furnish, publish, sale, written } from '../stage.mjs';

let server, browser, creator, finance, ines;
before(async () => {
  [server, browser] = await Promise.all([Server.start(), Browser.open()]);
  creator = await server.person('mira', ['creator']);
  finance = await server.person('ines', ['finance']);
  await furnish(server, finance);
  ines = await publish(creator, written('Ines Calder'));
});
after(async () => { await browser?.close(); await server?.stop(); });

const refund = (event, externalId) => finance.api.post('/api/revenue-events', {
  kind: 'refund', source: 'app-store', externalId, refundOf: event.id, occurredAt: new Date().toISOString(),
}, { 'Idempotency-Key': randomUUID() });

test('a creator reads a month, a refund included, and follows a line to its lineage by keyboard', async () => {
  await sale(finance, ines.id, 'order-1', 1000);
  await refund(await sale(finance, ines.id, 'order-2', 500), 'back-2');
  const page = await browser.as(creator);
  await page.goto(`${server.url}/`);
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await page.waitForURL(/\/earnings$/);
  await page.getByText('€7.00').first().waitFor();
  const earned = await page.locator('#lines tbody tr td:nth-child(6) data').evaluateAll((all) => all.map((it) => it.value));
  assert.deepEqual(earned, ['-350', '350', '700']);
  assert.equal(await page.locator('.totals data').getAttribute('value'), '700');
  assert.match(await page.locator('#shares tbody tr').first().textContent(), /Ines Calder.*100 %.*in force/s);
  await page.getByRole('img', { name: /Earnings in EUR/ }).waitFor();
  await sound(page, assert);
  await page.getByText('The numbers').click();
  assert.equal(await page.locator('details tbody tr').count(), 12);
  await sound(page, assert);
  await page.locator('#lines').getByRole('link', { name: /order-1/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/lineage\/revenue-event/);
  await page.getByRole('heading', { name: 'The sale' }).waitFor();
});

test('the month before is empty, by key and by mouse, and what is no month is told', async () => {
  const page = await browser.as(creator);
  await page.goto(`${server.url}/earnings`);
  const now = page.url();
  await page.keyboard.press('[');
  await page.waitForURL(/period=\d{4}-\d{2}/);
  await page.getByText('Nothing was recorded').waitFor();
  await sound(page, assert);
  await page.locator('a[rel=next]').first().click();
  await page.getByText('€7.00').first().waitFor();
  for (const period of ['2026-13', 'soon', '0001-01']) {
    const answer = await page.goto(`${now}?period=${period}`);
    assert.equal(answer.status(), 422);
    await page.getByText('it looks like 2026-11').waitFor();
  }
});

test('a statement is kept as CSV, and no text in it is a formula', async () => {
  const eve = await server.person('eve', ['creator']);
  const name = '=HYPERLINK("http://a.example","b")';
  const made = await publish(eve, written(name, { personaPrompt: 'She counts in columns and answers in sums, and means none of it.' }));
  await sale(finance, made.id, '@order,1', 1000);
  const page = await browser.as(eve);
  await page.goto(`${server.url}/earnings`);
  await page.getByText('HYPERLINK').first().waitFor();
  const download = page.waitForEvent('download');
  await page.keyboard.press('d');
  const file = await download;
  assert.match(file.suggestedFilename(), /^earnings-eve-\d{4}-\d{2}\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
  assert.equal(lines.length, 2);
  assert.ok(lines[1].includes(`"'=HYPERLINK(""http://a.example"",""b"")"`), lines[1]);
  assert.ok(lines[1].includes(`"'@order,1"`), lines[1]);
  assert.ok(lines[1].endsWith(',EUR,1000,700'), lines[1]);
});

test('finance sees any account, a name that is nobody’s is told beside the field, and creators see their own only', async () => {
  const page = await browser.as(finance);
  await page.goto(`${server.url}/earnings`);
  await page.keyboard.press('/');
  await page.keyboard.type('mira');
  await page.keyboard.press('Enter');
  await page.waitForURL(/account=mira/);
  await page.getByText('€7.00').first().waitFor();
  await sound(page, assert);
  await page.getByLabel('Account').fill(HOSTILE.slice(0, 40));
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Account').getAttribute('aria-invalid'), 'true');
  await sound(page, assert);
  const other = await browser.as(await server.person('otto', ['creator']));
  assert.equal((await other.goto(`${server.url}/earnings?account=mira`)).status(), 404);
  assert.equal((await other.request.get(`${server.url}/earnings/statement.csv?account=mira`)).status(), 404);
  await other.goto(`${server.url}/earnings`);
  await other.getByText('Nothing was recorded').waitFor();
});

test('hostile names are text', async () => {
  const mal = await server.person('mal', ['creator']);
  const made = await publish(mal, written(`Mal ${HOSTILE.slice(0, 150)}`, { personaPrompt: 'Hostile in name, and a baker of small loaves otherwise, with flour to the elbow.' }));
  await sale(finance, made.id, HOSTILE, 1000);
  const page = await browser.as(mal, { viewport: { width: 390, height: 800 } });
  await page.goto(`${server.url}/earnings`);
  await page.getByText('<script>').first().waitFor();
  assert.match(await page.title(), /^Earnings/);
  await sound(page, assert);
});
