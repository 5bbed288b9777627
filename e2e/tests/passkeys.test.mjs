// Passkeys, with a device that Chromium plays.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, Server, sound } from '../harness.mjs';

let server, browser, home;
before(async () => {
  server = await Server.start();
  browser = await Browser.open();
  // Keys are bound to a name: `localhost`, where a server says nothing else.
  home = server.url.replace('127.0.0.1', 'localhost');
});
after(async () => { await browser?.close(); await server?.stop(); });

/** A window at home, with a device that knows its owner, in which somebody is signed in. */
async function visit(person, options) {
  const page = await browser.as(null, options);
  page.setDefaultTimeout(15_000);
  const device = await withDevice(page);
  if (person) await enter(page, person);
  return { page, ...device };
}

async function enter(page, person) {
  await page.goto((await person.link()).replace('127.0.0.1', 'localhost'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/account/);
}

async function withDevice(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
  } });
  const present = (enabled) => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  const verified = (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  return { present, verified, cdp, authenticatorId };
}

async function add(page, name) {
  await page.goto(`${home}/account`);
  await page.getByLabel('Name of a new one').fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByText('The passkey is kept').waitFor();
}

async function signOut(page) {
  await page.goto(`${home}/account`);
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);
}

test('a passkey is made, and signs in, with the keyboard alone', async () => {
  const ada = await server.person('ada-keys', ['creator']);
  const { page, present } = await visit(ada);
  await sound(page, assert);
  // Named by the browser and the system, in plain words.
  assert.match(await page.getByLabel('Name of a new one').inputValue(), /^Chrom\w+ on \w+/);
  await page.getByLabel('Name of a new one').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Laptop <b>');
  await page.keyboard.press('Enter');
  await page.getByText('The passkey is kept').waitFor();
  await page.getByText('Laptop <b>', { exact: true }).waitFor();
  await page.getByText('not used yet').waitFor();
  await sound(page, assert);
  await present(false);
  await signOut(page);

  // A device that is there at once would answer the field for the handle before a key is pressed.
  await page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  await present(true);
  await page.goto(`${home}/library`);
  await page.waitForURL(/sign-in/);
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  // It is shown by its script.
  await button.waitFor();
  await button.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(({ pathname }) => pathname === '/library');
  await page.goto(`${home}/account`);
  await page.getByText(/last used/).waitFor();
  await page.getByText(/this one · by passkey/).waitFor();
  await page.getByText(/^Chrom\w+ on \w+$/).first().waitFor();
  await sound(page, assert);
});

test('the field for the handle offers passkeys where the browser can', async () => {
  const bo = await server.person('bo-keys', ['creator']);
  const { page, present } = await visit(bo);
  await add(page, 'Phone');
  await signOut(page);
  if (!(await page.evaluate(() => PublicKeyCredential.isConditionalMediationAvailable()))) return;
  await present(true);
  await page.waitForURL(({ pathname }) => pathname === '/library');
});

test('a device that does not know its owner, and a question that is closed, let nobody in', async () => {
  const cy = await server.person('cy-keys', ['creator']);
  const { page, present, verified } = await visit(cy);
  await add(page, 'Phone');
  await present(false);
  await signOut(page);
  await verified(false);
  await present(true);
  await page.goto(`${home}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('Nothing was done').waitFor();
  await sound(page, assert);
});

test('an answer that is sent again, or says another page, is refused', async () => {
  const di = await server.person('di-keys', ['creator']);
  const { page, present } = await visit(di);
  await add(page, 'Phone');
  await present(false);
  await signOut(page);
  let sent;
  const changed = (body) => body;
  let how = changed;
  await page.route('**/sign-in/passkey', async (route) => { sent = route.request().postDataJSON(); await route.continue({ postData: JSON.stringify(how(sent)) }); });
  const elsewhere = (body) => {
    const data = JSON.parse(Buffer.from(body.answer.response.clientDataJSON, 'base64url'));
    const told = Buffer.from(JSON.stringify({ ...data, origin: 'https://elsewhere.example' })).toString('base64url');
    return { ...body, answer: { ...body.answer, response: { ...body.answer.response, clientDataJSON: told } } };
  };
  how = elsewhere;
  await present(true);
  await page.goto(`${home}/sign-in`);
  await page.getByRole('alert').getByText('no account here takes this passkey').waitFor();
  await present(false);
  // The page has asked again already: that question goes with it.
  await page.goto('about:blank');
  how = changed;
  await page.goto(`${home}/sign-in`);
  await present(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click().catch(() => {});
  await page.waitForURL(({ pathname }) => pathname === '/library');
  const again = await fetch(`${home}/sign-in/passkey`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) });
  assert.equal(again.status, 403);
  assert.equal(again.headers.get('set-cookie'), null);
});

test('a removed passkey opens nothing, and the last way in says that it is', async () => {
  const ed = await server.person('ed-keys', ['creator']);
  const { page, present } = await visit(ed);
  await add(page, 'Phone');
  await present(false);
  await page.goto(`${home}/account`);
  await page.getByText('Remove the passkey Phone').focus();
  await page.keyboard.press('Enter');
  await page.getByText('This is the only way in that you have.').waitFor();
  await sound(page, assert);
  await page.getByRole('button', { name: 'Remove it all the same' }).click();
  await page.getByText('The passkey is removed.').waitFor();
  await signOut(page);
  await page.goto(`${home}/sign-in`);
  await present(true);
  await page.getByRole('alert').getByText('no account here takes this passkey').waitFor({ timeout: 3000 }).catch(async () => {
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').getByText('no account here takes this passkey').waitFor();
  });
});

test('opened by its number, a page says where keys work, and leads there', async () => {
  const fay = await server.person('fay-keys', ['creator']);
  const page = await browser.as(fay, { viewport: { width: 390, height: 844 } });
  const link = page.getByRole('link', { name: `Open it at ${home}` });
  assert.equal(await link.getAttribute('href'), `${home}/account`);
  assert.equal(await page.getByRole('button', { name: 'Add a passkey' }).isVisible(), false);
  await sound(page, assert);
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);
  await page.getByRole('link', { name: `Open it at ${home}` }).click();
  await page.waitForURL(`${home}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).waitFor();
  await sound(page, assert);
});
