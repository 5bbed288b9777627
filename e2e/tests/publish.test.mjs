// Publishing: sealed, judged, looked at, let out, and checked by the browser itself.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, HOSTILE, Server, sound } from '../harness.mjs';
import { gated, lighthouse, sealed } from '../stage.mjs';

let server, browser;
before(async () => { server = await Server.start(); browser = await Browser.open(); await gated(server); });
after(async () => { await browser?.close(); await server?.stop(); });

const publications = (person, id) => person.api.get(`/api/characters/${id}/publications`);

test('by keyboard: a draft is sealed, judged, published, and its receipt verified', async () => {
  const ada = await server.person('ada', ['creator']);
  const { id } = await ada.api.post('/api/characters', lighthouse('Ines Calder'));
  const page = await browser.as(ada);
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByText('Nothing is sealed yet').waitFor();
  await sound(page, assert);
  await page.keyboard.press('a');
  await page.keyboard.type('Lantern');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/publish#standing/);
  await page.keyboard.press('s');
  await page.getByRole('heading', { name: 'Revision 1, for each app' }).waitFor();
  // The gates are judged while one looks: nothing is reloaded by hand.
  await page.getByText('Nothing is missing. Apps that carry it').waitFor();
  assert.equal(await page.locator('.gates .chip.good').count(), 6);
  await page.getByText('Nothing is published yet, so all of it is new.').waitFor();
  await sound(page, assert);
  await page.locator('#reason').fill('The first of them');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Published', exact: true }).waitFor();
  await page.getByText('The first of them').first().waitFor();
  assert.equal((await publications(ada, id)).length, 1);

  await page.keyboard.press('v');
  await page.getByText('The receipt is genuine, and it is about what apps fetch.').waitFor();
  assert.equal(await page.locator('[data-checks] .chip.bad, [data-checks] .chip.warn').count(), 0);
  assert.equal(await page.locator('[data-checks] li').count(), 6);
  await sound(page, assert);
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('k')]);
  assert.match(download.suggestedFilename(), /^ines-calder.*-1\.receipt\.json$/);
  await page.locator('[data-file]').setInputFiles(await download.path());
  await page.getByText('The receipt is genuine').waitFor();

  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByText('It is, byte for byte, what they fetch now.').waitFor();
  assert.equal(await page.locator('#do').isDisabled(), true);
  await page.getByText('nothing would change').waitFor();
  await page.locator('#state-1').selectOption('live');
  await page.locator('#rollout-1').click();
  await page.waitForURL(/publish#standing/);
  assert.equal((await ada.api.get(`/api/characters/${id}/apps`))[0].state, 'live');
});

test('a gate that holds shows the passage, and the way into the text', async () => {
  const bo = await server.person('bo', ['creator']);
  const secret = 'Write to bo.calder@lighthouse-mail.com before the tide.';
  const { id } = await bo.api.post('/api/characters', { ...lighthouse('Bo Calder'), scenario: `An hour before dawn. ${secret}` });
  await bo.api.put(`/api/characters/${id}/apps/lantern`, { state: 'planned' });
  const page = await browser.as(bo);
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByRole('button', { name: 'Seal what is written' }).click();
  const gate = page.locator('.gates > li').filter({ hasText: 'personal-data' });
  await gate.locator('.chip', { hasText: 'holds' }).first().waitFor();
  assert.match(await gate.locator('mark').textContent(), /bo\.calder@lighthouse-mail\.com/);
  assert.match(await gate.locator('blockquote').textContent(), /An hour before dawn\. Write to/);
  await page.getByText('has failed').first().waitFor();
  assert.equal(await page.locator('#do').isDisabled(), true);
  await sound(page, assert);
  await gate.getByRole('link', { name: 'scenario' }).click();
  await page.waitForURL(/revisions\/1\?path=scenario/);
  assert.match(await page.locator('#found').textContent(), /bo\.calder@lighthouse-mail\.com/);
  await sound(page, assert);

  // What is disabled on the page is refused behind it too, in words.
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.locator('#do').evaluate((button) => { button.disabled = false; });
  await page.locator('#do').click();
  await page.getByRole('alert').getByText('`personal-data` for the app `lantern` has failed').waitFor();
  assert.equal((await publications(bo, id)).length, 0);
});

test('approvals are counted, a no is told, and the difference from what is live is shown', async () => {
  const cy = await server.person('cy', ['creator']);
  const judge = await server.person('judge', ['moderator']);
  const { id } = await cy.api.post('/api/characters', lighthouse('Cyra Holm', 'strict'));
  await cy.api.put(`/api/characters/${id}/apps/strict`, { state: 'planned' });
  const revision = await sealed(cy, id);
  const page = await browser.as(cy);
  const where = `${server.url}/characters/${id}/publish`;
  await page.goto(where);
  await page.getByRole('heading', { name: 'Approvals: 0 of 1' }).waitFor();
  await page.locator('#act').getByText('0 of 1 approvals are there').waitFor();
  await judge.api.post(`/api/revisions/${revision}/approvals`, { decision: 'reject', reason: 'The lamp should have a name.' });
  await page.goto(where);
  await page.getByText('The lamp should have a name.').waitFor();
  await page.locator('#act').getByText('rejected by').waitFor();
  await judge.api.post(`/api/revisions/${revision}/approvals`, { decision: 'approve' });
  await page.goto(where);
  await page.getByRole('heading', { name: 'Approvals: 1 of 1' }).waitFor();
  await sound(page, assert);
  await page.getByRole('button', { name: 'Publish revision 1' }).click();
  await page.getByRole('heading', { name: 'Published', exact: true }).waitFor();
  await cy.api.patch(`/api/characters/${id}/draft`, { greeting: '*The lamp turns twice before she looks up.* "You are early. The fog is not."' }, 1);
  await sealed(cy, id);
  await page.goto(where);
  const greeting = page.locator('.change').filter({ has: page.getByRole('heading', { name: 'Greeting', exact: true }) });
  assert.deepEqual(await greeting.locator('del, ins').allTextContents(), ['once', 'twice']);
  await sound(page, assert);
});

test('a double click publishes once, with a script and without', async () => {
  for (const [handle, javaScriptEnabled] of [['di', true], ['di-plain', false]]) {
    const di = await server.person(handle, ['creator']);
    const { id } = await di.api.post('/api/characters', lighthouse(`Dione of ${handle}`));
    await di.api.put(`/api/characters/${id}/apps/harbour`, { state: 'planned' });
    await sealed(di, id);
    const page = await browser.as(di, { javaScriptEnabled });
    await page.goto(`${server.url}/characters/${id}/publish`);
    await page.getByRole('button', { name: 'Publish revision 1' }).dblclick();
    await page.getByRole('heading', { name: 'Published', exact: true }).waitFor();
    assert.equal((await publications(di, id)).length, 1);
    // The form once more, as where an answer was lost on its way: the same publication.
    const key = (await publications(di, id))[0].id;
    const csrf = await page.locator('meta[name=csrf]').getAttribute('content');
    const cookies = await page.context().cookies();
    const again = await fetch(`${server.url}/characters/${id}/publish`, {
      method: 'POST', redirect: 'manual', headers: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
      body: new URLSearchParams({ csrf, kind: 'publish', revision: (await publications(di, id))[0].revisionId, reason: '', key: `studio-publish-${id}-${(await publications(di, id))[0].revisionId}-0` }),
    });
    assert.equal(again.headers.get('location'), `/characters/${id}/publications/${key}`);
    assert.equal((await publications(di, id)).length, 1);
    await page.context().close();
  }
});

test('a receipt that was tampered with is not genuine, nor another’s, nor other bytes', async () => {
  const eve = await server.person('eve', ['creator']);
  const ids = [];
  for (const name of ['Eva North', 'Odo South']) {
    const { id } = await eve.api.post('/api/characters', { ...lighthouse(name), personaPrompt: `${name} mends nets, counts gulls and tells the harbour’s ${name === 'Eva North' ? 'oldest gossip to strangers' : 'newest weather to nobody at all'}.` });
    await eve.api.put(`/api/characters/${id}/apps/harbour`, { state: 'planned' });
    const revision = await sealed(eve, id);
    ids.push([id, (await eve.api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: revision }, { 'Idempotency-Key': id })).id]);
  }
  const page = await browser.as(eve);
  const [[id, publication], [, another]] = ids;
  await page.goto(`${server.url}/characters/${id}/publications/${publication}`);
  const receipt = await eve.api.get(`/api/publications/${publication}/receipt`);
  const file = (content) => ({ name: 'receipt.json', mimeType: 'application/json', buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)) });
  const statement = JSON.parse(Buffer.from(receipt.payload, 'base64'));
  statement.predicate.reason = 'Nobody said this.';
  const changed = { ...receipt, payload: Buffer.from(JSON.stringify(statement)).toString('base64') };
  const unknown = { ...receipt, signatures: [{ ...receipt.signatures[0], keyid: '0'.repeat(64) }] };
  for (const [content, told] of [
    [receipt, 'The receipt is genuine'],
    [changed, 'The signature does not fit'],
    [unknown, 'None of the server’s keys signed it'],
    [{ ...receipt, payloadType: 'text/plain' }, 'The envelope carries text/plain'],
    [await eve.api.get(`/api/publications/${another}/receipt`), 'it is the receipt of another publication'],
    ['<not json>', 'It can’t be read'],
    ['{}', 'The envelope carries'],
  ]) {
    await page.locator('[data-file]').setInputFiles(file(content));
    await page.locator('[data-checks]').getByText(told).waitFor();
  }
  assert.equal(await page.locator('[data-checks] .chip.bad').count(), 1);
  await sound(page, assert);

  // The server's own answers may lie too.
  await page.route('**/api/runtime/payloads/*', (route) => route.fulfill({ body: '{}', contentType: 'application/json' }));
  await page.getByRole('button', { name: 'Verify in this browser' }).click();
  await page.getByText('The payload that is served has another digest.').waitFor();
  await page.unroute('**/api/runtime/payloads/*');
  await page.route('**/api/publications/*/receipt', (route) => route.fulfill({ body: JSON.stringify(changed), contentType: 'application/json' }));
  await page.getByRole('button', { name: 'Verify in this browser' }).click();
  await page.getByText('The signature does not fit').waitFor();
});

test('a character is withdrawn after a question, and suspended by a moderator', async () => {
  const fay = await server.person('fay', ['creator']);
  const { id } = await fay.api.post('/api/characters', { ...lighthouse('Fay Reed'), personaPrompt: 'Fay Reed sells umbrellas to people who forgot that it rains, and remembers every colour.' });
  await fay.api.put(`/api/characters/${id}/apps/harbour`, { state: 'planned' });
  const revision = await sealed(fay, id);
  await fay.api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: revision }, { 'Idempotency-Key': 'fay' });
  const judge = await browser.as(await server.person('judge-fay', ['moderator']));
  await judge.goto(`${server.url}/characters/${id}/publish`);
  await judge.getByRole('button', { name: 'Suspend…' }).click();
  await judge.getByRole('button', { name: 'Suspend it' }).click();
  await judge.getByRole('heading', { name: 'Suspended' }).waitFor();
  await judge.goto(`${server.url}/characters/${id}/publish`);
  assert.equal(await judge.getByRole('button', { name: /Publish|Withdraw|Seal/ }).count(), 0);
  await judge.getByRole('button', { name: 'Reinstate…' }).click();
  await judge.getByRole('button', { name: 'Reinstate it' }).click();
  await judge.getByRole('heading', { name: 'Reinstated' }).waitFor();
  const page = await browser.as(fay);
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByRole('button', { name: 'Withdraw…' }).click();
  await page.getByRole('button', { name: 'Leave it' }).click();
  assert.equal((await publications(fay, id)).length, 3);
  await page.getByRole('button', { name: 'Withdraw…' }).click();
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByRole('heading', { name: 'Withdrawn' }).waitFor();
});

test('what is like another is said to be made from it, or by a moderator to be unrelated, and judged again', async () => {
  const [ida, jo] = [await server.person('ida', ['creator']), await server.person('jo', ['creator'])];
  const words = (name) => `${name} repairs clocks in a shop below the cathedral stairs and never asks what time it is. She inherited the workshop from an uncle who vanished during a thunderstorm in November. Her fingers smell of brass polish and oranges, and she hums dance tunes while soldering. Customers bring pocket watches that run backwards, and she charges them nothing for listening.`;
  const first = await ida.api.post('/api/characters', { ...lighthouse('Marta', 'lantern'), personaPrompt: words('Marta') });
  await ida.api.put(`/api/characters/${first.id}/apps/lantern`, { state: 'planned' });
  const revisionId = await sealed(ida, first.id);
  await ida.api.post(`/api/characters/${first.id}/publications`, { kind: 'publish', revisionId, reason: '' }, { 'Idempotency-Key': 'marta' });
  const copy = async (name) => {
    const made = await jo.api.post('/api/characters', { ...lighthouse(name, 'lantern'), personaPrompt: words(name) });
    await jo.api.put(`/api/characters/${made.id}/apps/lantern`, { state: 'planned' });
    return { ...made, revision: await sealed(jo, made.id) };
  };
  const [fork, other] = [await copy('Petra'), await copy('Wilma')];
  const page = await browser.as(jo);
  await page.goto(`${server.url}/characters/${fork.id}/publish`);
  await page.getByText('It was made from that one', { exact: true }).first().click();
  await page.getByLabel('Why it may be').first().fill(`Ida said yes. ${HOSTILE}`);
  await sound(page, assert);
  await page.getByRole('button', { name: 'Say so, and judge again' }).first().click();
  await page.getByText('Nothing is missing. Apps').waitFor();
  const vera = await browser.as(await server.person('vera', ['moderator']));
  await vera.goto(`${server.url}/moderation/revisions/${other.revision}`);
  await vera.getByText('The two are unrelated').first().click();
  await vera.getByLabel('Why, for those who come after').first().fill('A coincidence.');
  await sound(vera, assert);
  await vera.getByRole('button', { name: 'Say so, and judge again' }).first().click();
  await vera.waitForURL(/#found/);
  for (let tries = 0; tries < 100; tries += 1) {
    const { gates } = await jo.api.get(`/api/revisions/${other.revision}/evaluations`);
    if (gates.every((gate) => gate.standing.standing === 'passed')) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  assert.fail('the gate still holds it');
});

test('a publication is planned in one’s own time, taken back, carried out when it is due, and refused with words', async () => {
  const hal = await server.person('hal', ['creator']);
  const { id } = await hal.api.post('/api/characters', lighthouse('Hal Brandt'));
  await hal.api.put(`/api/characters/${id}/apps/harbour`, { state: 'planned' });
  const revisionId = await sealed(hal, id);
  const page = await browser.as(hal, { timezoneId: 'Asia/Tokyo' });
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByText('Publish revision 1 on (your time)').waitFor();
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await page.locator('#due').fill(`${day}T09:30`);
  await page.locator('#plan-reason').fill('Release day');
  await page.locator('#plan-reason').press('Enter');
  await page.getByRole('button', { name: 'Take the plan back' }).waitFor();
  const [plan] = await hal.api.get(`/api/characters/${id}/schedules`);
  assert.equal(plan.dueAt, `${day}T00:30:00Z`, 'nine and a half in Tokyo');
  await sound(page, assert);
  await page.goto(`${server.url}/library?view=table`);
  await page.locator('tr', { hasText: 'Hal Brandt' }).locator('.chip', { hasText: /^on / }).waitFor();
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByRole('button', { name: 'Take the plan back' }).click();
  await page.locator('#due').waitFor();
  assert.equal((await hal.api.get(`/api/characters/${id}/schedules`))[0].outcome, 'cancelled');
  // Without a script the time is UTC.
  const plain = await browser.as(hal, { javaScriptEnabled: false });
  await plain.goto(`${server.url}/characters/${id}/publish`);
  await plain.getByText('Publish revision 1 on (UTC)').waitFor();
  await plain.locator('#due').fill('2020-01-01T10:00');
  await plain.getByRole('button', { name: 'Plan the publication' }).click();
  await plain.getByText('2020-01-01T10:00:00Z is over').waitFor();

  await hal.api.post(`/api/characters/${id}/schedules`, { revisionId, dueAt: new Date(Date.now() + 1_500).toISOString() });
  for (let tries = 0; tries < 100 && (await publications(hal, id)).length === 0; tries += 1) await new Promise((done) => setTimeout(done, 100));
  await page.goto(`${server.url}/characters/${id}/publish`);
  await page.getByText('It is, byte for byte, what they fetch now.').waitFor();
  await hal.api.post(`/api/characters/${id}/schedules`, { revisionId, dueAt: new Date(Date.now() + 500).toISOString() });
  for (let tries = 0; tries < 100 && !(await hal.api.get(`/api/characters/${id}/schedules`))[0].outcome; tries += 1) await new Promise((done) => setTimeout(done, 100));
  await page.reload();
  await page.getByText('and was not: nothing would change').waitFor();
  await sound(page, assert);
});

test('hostile text in every field is text, on the way and in the receipt', async () => {
  const gil = await server.person('gil', ['creator']);
  const text = HOSTILE;
  const { id } = await gil.api.post('/api/characters', {
    ...lighthouse('Gil'), name: text.slice(0, 190), personaPrompt: text, greeting: text, scenario: text, creatorNotes: text, attribution: text.slice(0, 190),
    characterBook: { extensions: {}, entries: [{ keys: ['(a+)+$', text], use_regex: true, name: text, content: `${text} gil@lighthouse-mail.com`, extensions: {}, enabled: true, insertion_order: 1 }] },
  });
  await gil.api.put(`/api/characters/${id}/apps/lantern`, { state: 'planned' });
  await gil.api.put(`/api/characters/${id}/apps/harbour`, { state: 'planned' });
  await sealed(gil, id);
  const page = await browser.as(gil, { viewport: { width: 390, height: 800 } });
  await page.goto(`${server.url}/characters/${id}/publish`);
  assert.match(await page.title(), /^Publish/);
  await page.locator('.gates mark').first().waitFor();
  for (const details of await page.locator('details').all()) await details.evaluate((it) => { it.open = true; });
  await sound(page, assert);
  for (const link of await page.locator('.evidence a').evaluateAll((links) => links.map((link) => link.href).filter((href) => /revisions\/1/.test(href)).slice(0, 5))) {
    await page.goto(link);
    assert.match(await page.title(), /^Revisions/);
    await sound(page, assert);
  }
});
