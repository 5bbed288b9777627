// An installation is set up from its first link on, by pages alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';

let browser;
before(async () => { browser = await Browser.open(); });
after(async () => { await browser?.close(); });

const PHRASE = 'a phrase to keep';

/** A browser in which somebody followed a link and chose a password. */
async function comeIn(link, options = {}) {
  const page = await browser.as(null, options);
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('New', { exact: true }).fill(PHRASE);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'To where I work' }).click();
  return page;
}

/** The step that is next on the administrator's page, done as it says. */
async function nextStep(page, name) {
  await page.getByRole('link', { name: 'First steps', exact: true }).click();
  await page.locator('.step[aria-current=step]').getByRole('link', { name }).click();
}

/** An account made on the page that is open: its invitation. */
async function invite(page, handle, name) {
  await page.getByLabel('Handle').fill(handle);
  await page.getByLabel('Display name').fill(name);
  await page.getByRole('button', { name: 'Make the account' }).click();
  await page.getByRole('heading', { name: /Send this link/ }).waitFor();
  return page.getByRole('textbox', { name: 'Link' }).inputValue();
}

test('from an empty installation and its first link to a published character, by pages alone', async () => {
  const server = await Server.start();
  try {
    const admin = await comeIn(server.firstLink);
    await admin.waitForURL(/\/admin$/);
    await admin.getByText('0 of 9 are done').waitFor();
    await sound(admin, assert);

    await nextStep(admin, 'Make an app');
    await admin.keyboard.press('n');
    await admin.keyboard.type('Harbour Kiosk');
    // The id follows as soon as the script is there; what was typed before counts too.
    for (let tries = 0; tries < 50 && (await admin.getByLabel('Id').inputValue()) !== 'harbour-kiosk'; tries += 1) await admin.waitForTimeout(50);
    assert.equal(await admin.getByLabel('Id').inputValue(), 'harbour-kiosk');
    await admin.getByRole('button', { name: 'Make the app' }).click();
    await admin.getByRole('heading', { name: 'Harbour Kiosk' }).waitFor();
    await admin.getByText('It ships no model pack yet').waitFor();
    await sound(admin, assert);

    await nextStep(admin, 'Make a model pack');
    await admin.getByRole('textbox', { name: 'Name' }).fill('Ember');
    await admin.getByLabel('What its makers call its first release').fill('1.0 “Coal”');
    await admin.getByRole('button', { name: 'Make the model pack' }).click();
    await admin.getByRole('heading', { name: 'Ember ember' }).waitFor();
    await sound(admin, assert);

    await nextStep(admin, 'Choose the release');
    await admin.getByLabel('Ship the release').selectOption('ember 1');
    await admin.getByRole('button', { name: 'Ship it' }).click();
    await admin.locator('.rows').getByText('version 1').waitFor();

    await nextStep(admin, 'Require a gate');
    await admin.getByRole('link', { name: 'Require Completeness' }).click();
    await admin.getByLabel('Shortest persona').fill('a few');
    await admin.getByRole('button', { name: 'Require it' }).click();
    await admin.getByRole('alert').getByText('"a few" is not a whole number').waitFor();
    assert.equal(await admin.getByLabel('Shortest persona').getAttribute('aria-invalid'), 'true');
    await sound(admin, assert);
    await admin.getByLabel('Shortest persona').fill('30');
    await admin.getByLabel('Days that a verdict counts').fill('90');
    await admin.getByRole('button', { name: 'Require it' }).click();
    const gate = admin.locator('.gates > li').filter({ hasText: 'Completeness' });
    await gate.getByText('a verdict counts for 90 days').waitFor();
    assert.match(await gate.locator('.facts').textContent(), /May not be empty\s*name, personaPrompt, greeting\s*Shortest persona, in characters\s*30\s*Longest prompt, in characters\s*no limit/);
    await sound(admin, assert);

    await nextStep(admin, 'Invite a creator');
    assert.equal(await admin.getByRole('checkbox', { name: /^creator/ }).isChecked(), true);
    const forCreator = await invite(admin, 'mira', 'Mira Sand');
    assert.ok(forCreator.startsWith(`${server.url}/sign-in/link?token=`), forCreator);
    await sound(admin, assert);
    await nextStep(admin, 'Invite finance');
    const finance = await comeIn(await invite(admin, 'ines', 'Ines Till'));
    await nextStep(admin, 'See the terms');
    await admin.getByText('No terms are set').waitFor();

    await finance.getByRole('link', { name: 'Terms', exact: true }).first().click();
    await finance.getByLabel('Provider’s share, in per cent').fill('130');
    await finance.getByRole('button', { name: 'Set the terms' }).click();
    await finance.getByRole('alert').getByText('is not a share').waitFor();
    await sound(finance, assert);
    await finance.getByLabel('Provider’s share, in per cent').fill('12.5');
    await finance.getByRole('button', { name: 'Set the terms' }).click();
    const inForce = finance.getByRole('row').filter({ hasText: 'in force' });
    assert.match(await inForce.textContent(), /12\.5 %.*further terms.*ines/s);
    await sound(finance, assert);

    const mira = await comeIn(forCreator);
    await mira.waitForURL(/\/library/);
    await mira.keyboard.press('n');
    await mira.keyboard.type('Ines Calder');
    await mira.keyboard.press('Enter');
    await mira.waitForURL(/\/edit$/);
    await mira.getByLabel('Description', { exact: true }).fill('A lighthouse keeper who has read every book that the sea brought in, and remembers who lost it.');
    await mira.getByLabel('Greeting', { exact: true }).fill('“You are early. The fog is not.”');
    await mira.getByLabel('Visibility').selectOption('public');
    await mira.getByLabel('Made for').selectOption('harbour-kiosk');
    await mira.getByLabel('Model pack', { exact: true }).first().fill('ember');
    await mira.getByLabel('From version').first().fill('1');
    await mira.keyboard.press('Tab');
    await mira.locator('#save-state[data-state=saved]').getByText(/saved \d/).waitFor();
    await mira.getByRole('link', { name: 'Publish', exact: true }).click();
    await mira.getByLabel('App that is to carry it').selectOption('harbour-kiosk');
    await mira.getByRole('button', { name: 'Plan it' }).click();
    await mira.getByRole('button', { name: 'Seal what is written' }).click();
    await mira.getByText('Nothing is missing. Apps that carry it').waitFor();
    await mira.getByRole('button', { name: 'Publish revision 1' }).click();
    await mira.getByRole('heading', { name: 'Published', exact: true }).waitFor();

    await admin.getByRole('link', { name: 'Repertoire' }).click();
    await admin.getByText('A first character is published: 8 of 9 are done.').waitFor();
    assert.deepEqual(await admin.locator('.step:not(.done) h2').allTextContents(), ['A moderator when you want']);
    await sound(admin, assert);
    await admin.getByRole('link', { name: 'See the market' }).click();
    await admin.getByText('Ines Calder').waitFor();
  } finally { await server.stop(); }
});

test('by keyboard: an account is made, found, given a role, and disabled after its consequence', async () => {
  const server = await Server.start();
  try {
    const page = await comeIn(server.firstLink);
    await page.waitForURL(/\/admin$/);
    await page.getByRole('link', { name: 'Accounts', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/accounts$/);
    await page.keyboard.press('n');
    await page.waitForURL(/new$/);
    await page.keyboard.type('Noor Q');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Noor نور');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    // What is no handle is told beside it, and nothing that was written is lost.
    await page.getByText('is not one: lower-case letters').waitFor();
    assert.equal(await page.getByLabel('Display name').inputValue(), 'Noor نور');
    assert.equal(await page.getByRole('checkbox', { name: /^creator/ }).isChecked(), true);
    await sound(page, assert);
    await page.getByLabel('Handle').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('noor');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Send this link/ }).waitFor();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    await page.getByRole('button', { name: 'Copy' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText(/Copied|It is selected/).waitFor();
    // Loaded again it is the account, without the link, and nothing was made a second time.
    await page.reload();
    await page.getByText('was not followed').waitFor();
    assert.ok(!(await page.content()).includes('/sign-in/link?token='));
    const noor = await comeIn(link);
    const of = new URL(page.url()).pathname;

    await page.getByRole('button', { name: 'Grant the role moderator' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/#roles$/);
    await noor.goto(`${server.url}/moderation`);
    await noor.getByRole('heading', { name: 'Moderation' }).waitFor();

    await page.goto(`${server.url}/admin/accounts`);
    await page.keyboard.press('/');
    await page.keyboard.type('نور');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=/);
    await page.keyboard.press('o');
    await page.waitForURL(new RegExp(`${of}$`));
    const act = page.locator('summary', { hasText: 'Disable the account' });
    await act.focus();
    await page.keyboard.press('Enter');
    await page.getByText('Its sessions end at once').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Enable' }).waitFor();
    await sound(page, assert);
    await noor.goto(`${server.url}/library`);
    await noor.waitForURL(/sign-in/);
    await noor.getByLabel('Handle').fill('noor');
    await noor.getByLabel('Password').fill(PHRASE);
    await noor.keyboard.press('Enter');
    await noor.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Enable the account' }).click();
    await page.getByRole('heading', { name: 'Disable' }).waitFor();
    await noor.getByLabel('Password').fill(PHRASE);
    await noor.keyboard.press('Enter');
    await noor.waitForURL(/library/);

    // Nobody takes away what they came in by.
    await page.goto(`${server.url}/admin/accounts?text=administrator`);
    await page.keyboard.press('o');
    await page.getByText('You can’t disable your own account').waitFor();
    await page.locator('summary', { hasText: 'Take it away' }).click();
    await page.getByRole('button', { name: 'Take the role admin away' }).click();
    await page.getByRole('alert').getByText('last account that can administer').waitFor();
    await sound(page, assert);
  } finally { await server.stop(); }
});

test('a token is issued for an app, shown once, and revoked after its consequence', async () => {
  const server = await Server.start();
  try {
    await server.admin.put('/api/apps/lantern', { name: 'Lantern', requiredApprovals: 0 });
    const { id } = await server.admin.post('/api/accounts', { handle: 'lantern-app', displayName: 'Lantern', roles: ['app'] });
    const page = await comeIn(server.firstLink);
    await page.goto(`${server.url}/admin/accounts/${id}`);
    await page.keyboard.press('t');
    await page.keyboard.type(HOSTILE.slice(0, 150));
    await page.getByLabel('Speaks for the app').selectOption('lantern');
    await page.getByRole('button', { name: 'Issue a token' }).click();
    await page.getByRole('heading', { name: 'A new token' }).waitFor();
    const token = await page.getByRole('textbox', { name: 'Token' }).inputValue();
    const ask = () => fetch(`${server.url}/api/me`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await (await ask()).json()).appId, 'lantern');
    await sound(page, assert);
    await page.reload();
    assert.ok(!(await page.content()).includes(token));
    await page.locator('summary', { hasText: 'Revoke' }).click();
    await page.getByText('is refused from the next request on').waitFor();
    await page.getByRole('button', { name: 'Revoke the token' }).click();
    await page.getByText('revoked', { exact: true }).waitFor();
    assert.equal((await ask()).status, 401);
  } finally { await server.stop(); }
});

test('hostile names are text wherever they stand, at 390 and without a script', async () => {
  const server = await Server.start();
  try {
    const name = HOSTILE.slice(0, 190);
    const { admin } = server;
    await admin.put('/api/apps/lantern', { name, requiredApprovals: 2 });
    await admin.put('/api/model-packs/ember/versions/1', { name, label: name });
    await admin.put('/api/apps/lantern/model-packs/ember', { version: 1 });
    await admin.post('/api/apps/lantern/gates', { evaluator: 'banned-terms', configuration: { terms: [name, 'مرحبا'], watched: [] } });
    await admin.put('/api/voices/alto', { name, language: 'en' });
    const { id } = await admin.post('/api/accounts', { handle: 'x'.repeat(63), displayName: name, roles: ['moderator', 'finance', 'app'] });
    await admin.post(`/api/accounts/${id}/tokens`, { label: name, appId: 'lantern' });
    const paths = ['', '/accounts', `/accounts/${id}`, '/apps', '/apps/lantern', '/apps/lantern/require/banned-terms', '/packs', '/voices', '/tags', '/terms'];
    const link = async (of) => server.url + (await admin.post(`/api/accounts/${of}/sign-in-links`)).path;
    const page = await browser.as(await server.administrator(), { viewport: { width: 390, height: 800 } });
    for (const path of paths) {
      await page.goto(`${server.url}/admin${path}`);
      for (const details of await page.locator('details').all()) await details.evaluate((it) => { it.open = true; });
      assert.notEqual(await page.title(), 'owned');
      await sound(page, assert);
    }
    // Without a script everything is read and sent all the same.
    const plain = await browser.as({ link: () => link(id) }, { javaScriptEnabled: false });
    await plain.goto(`${server.url}/admin/tags`);
    await plain.getByLabel('Label').fill('Rivers & lakes');
    await plain.getByLabel('Id').fill('rivers');
    await plain.getByLabel('Below the tag').fill('nowhere');
    await plain.getByRole('button', { name: 'Make the tag' }).click();
    await plain.getByRole('alert').getByText('no such parent tag').waitFor();
    await plain.getByLabel('Below the tag').fill('');
    await plain.getByRole('button', { name: 'Make the tag' }).click();
    await plain.getByRole('heading', { name: 'Rivers & lakes' }).waitFor();
    await plain.getByRole('link', { name: 'Tags', exact: true }).first().click();
    await plain.getByRole('button', { name: 'Refuse rivers' }).click();
    await plain.getByText('refused', { exact: true }).last().waitFor();
    await plain.goto(`${server.url}/admin/apps/lantern`);
    assert.equal(await plain.getByRole('button', { name: 'Save' }).count(), 0);
  } finally { await server.stop(); }
});

test('a gate is set otherwise, and retired after its consequence', async () => {
  const server = await Server.start();
  try {
    await server.admin.put('/api/apps/lantern', { name: 'Lantern', requiredApprovals: 0 });
    const page = await comeIn(server.firstLink);
    await page.goto(`${server.url}/admin/apps/lantern`);
    await page.keyboard.press('r');
    await page.waitForURL(/require\/completeness/);
    await page.goto(`${server.url}/admin/apps/lantern/require/personal-data`);
    await page.getByLabel('An email address').selectOption('warning');
    await page.getByLabel('Email domains of your own').fill('lantern.example\n\nkiosk.example');
    await page.getByRole('button', { name: 'Require it' }).click();
    const gate = page.locator('.gates > li').filter({ hasText: 'Personal data' });
    await gate.getByText('lantern.example, kiosk.example').waitFor();
    await gate.getByText('is pointed out').first().waitFor();
    await gate.getByRole('link', { name: 'Set Personal data otherwise' }).click();
    assert.equal(await page.getByLabel('An email address').inputValue(), 'warning');
    await page.getByLabel('An email address').selectOption('error');
    await page.getByRole('button', { name: 'Set it' }).click();
    await gate.locator('dt:has-text("An email address") + dd', { hasText: 'holds the revision' }).waitFor();
    assert.equal((await server.admin.get('/api/apps/lantern/gates')).length, 1);
    await page.locator('summary', { hasText: 'Retire Personal data' }).click();
    await page.getByText('published for this app without it from now on').waitFor();
    await sound(page, assert);
    await page.getByRole('button', { name: 'Retire Personal data' }).click();
    await page.getByText('None: whatever creators seal can be published.').waitFor();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('');
    await name.evaluate((field) => { field.required = false; });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('name has 1 to 200 characters').waitFor();
    await name.fill('Lantern, lit');
    await page.getByLabel('Moderators who must approve').fill('2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('asks for 2 approvals').waitFor();
    await page.goto(`${server.url}/admin/voices`);
    await page.getByRole('textbox', { name: 'Name' }).last().fill('Warm alto');
    await page.getByRole('textbox', { name: 'Language' }).last().fill('en');
    await page.getByRole('button', { name: 'Make the voice' }).click();
    await page.getByText('warm-alto').waitFor();
    await page.goto(`${server.url}/admin/packs`);
    await page.getByRole('textbox', { name: 'Name' }).fill('Ember');
    await page.getByLabel('What its makers call its first release').fill('1.0');
    await page.getByRole('button', { name: 'Make the model pack' }).click();
    await page.getByLabel('What its makers call the next release').fill('1.1');
    await page.getByRole('button', { name: 'Record the next release of Ember' }).click();
    await page.getByText('version 2').waitFor();
    await sound(page, assert);
  } finally { await server.stop(); }
});
