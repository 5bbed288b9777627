// Into the studio and out of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, Server, sound } from '../harness.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); });
after(async () => { await browser?.close(); await server?.stop(); });

test('the link of the first start signs in once, and a password after that', async () => {
  const page = await browser.as(null);
  await page.goto(server.firstLink);
  await sound(page, assert);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/account/);
  await sound(page, assert);
  await page.getByLabel('New', { exact: true }).fill('a phrase to keep');
  await page.keyboard.press('Enter');
  await page.getByText('The new password is set').waitFor();
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);

  await page.goto(server.firstLink);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('this link was used').waitFor();

  await page.goto(`${server.url}/account`);
  await page.waitForURL(/sign-in\?next=\/account/);
  await page.getByLabel('Handle').fill('admin');
  await page.getByLabel('Password').fill('not the phrase');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('do not belong together').waitFor();
  await sound(page, assert);
  await page.getByLabel('Password').fill('a phrase to keep');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account$/);
});

test('a session that is ended elsewhere is over here', async () => {
  const ada = await server.person('ada-ends', ['creator']);
  const [one, other] = [await browser.as(ada), await browser.as(ada)];
  await other.goto(`${server.url}/account`);
  await other.getByRole('button', { name: 'End', exact: true }).click();
  await other.waitForLoadState();
  await one.goto(`${server.url}/library`);
  await one.waitForURL(/sign-in/);
});

test('a form of another site, or without the session’s word, changes nothing', async () => {
  const bo = await server.person('bo-forms', ['creator']);
  const page = await browser.as(bo);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  assert.ok(cookies.every((it) => it.httpOnly && it.sameSite === 'Lax'));
  const send = (headers, body = 'name=Stolen') => fetch(`${server.url}/library/characters`, {
    method: 'POST', body, redirect: 'manual', headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
  });
  assert.equal((await send({})).status, 403);
  const csrf = await page.locator('meta[name=csrf]').getAttribute('content');
  assert.equal((await send({ 'Sec-Fetch-Site': 'cross-site' }, `name=Stolen&csrf=${csrf}`)).status, 403);
  const api = await fetch(`${server.url}/api/characters`, { method: 'POST', body: '{"name":"Stolen"}', headers: { Cookie: cookie, 'Content-Type': 'application/json' } });
  assert.equal(api.status, 403);
  assert.equal((await bo.api.get('/api/characters?creator=me')).items.length, 0);
  assert.equal((await send({}, `name=Mine&csrf=${csrf}`)).status, 303);
});
