// The people and characters that pages are shown with, and the pages. A new page is a line in PAGES:
// it is then in the pictures, and looked at by axe-core in tests/pages.test.mjs.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FIXTURES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../crates/card/tests/fixtures');

/** A card of ours, as a file that a page can be given. */
export const fixture = (name, mimeType) => ({ name, mimeType, buffer: readFileSync(path.join(FIXTURES, name)) });

/** An app with a model pack, and terms for its revenue. */
export async function furnish(server, finance) {
  for (const [id, name] of [['lantern', 'Lantern'], ['harbour', 'Harbour Kiosk']]) await server.admin.put(`/api/apps/${id}`, { name, requiredApprovals: 0 });
  await server.admin.put('/api/model-packs/ember/versions/1', { name: 'Ember', label: '1.0' });
  await server.admin.put('/api/apps/lantern/model-packs/ember', { version: 1 });
  for (const evaluator of ['completeness', 'banned-terms', 'lorebook-sanity']) await server.admin.post('/api/apps/lantern/gates', { evaluator });
  await server.admin.put('/api/voices/warm-alto', { name: 'Warm alto', language: 'en' });
  await finance.api.put('/api/royalty-terms', { platformFeePpm: 300_000 });
}

/** What a creator would write. */
export const written = (name, more = {}) => ({
  name,
  personaPrompt: 'A lighthouse keeper who has read every book that the sea brought in, and remembers who lost it.',
  greeting: '*The lamp turns once before she looks up.* "You are early. The fog is not."',
  scenario: 'The gallery of a lighthouse, an hour before dawn.',
  creatorNotes: 'Slow talk by lamplight. She answers what is asked, and one thing that was not.',
  tags: ['mystery', 'sea'],
  verticalApp: 'lantern',
  visibility: 'public',
  modelPacks: [{ modelPackId: 'ember', minVersion: 1 }],
  characterBook: { entries: [{ keys: ['lamp', 'light'], content: 'The lamp is older than the tower.', extensions: {}, enabled: true, insertion_order: 10 }] },
  ...more,
});

/** A character made, sealed, judged and published: `{ id, slug, revision, publication }`. */
export async function publish(creator, edit) {
  const made = await creator.api.post('/api/characters', edit);
  await creator.api.put(`/api/characters/${made.id}/apps/lantern`, { state: 'live', percentage: 100 });
  return { ...made, ...(await publishAgain(creator, made.id)) };
}

export async function publishAgain(creator, id) {
  const revision = await creator.api.post(`/api/characters/${id}/revisions`);
  await judged(creator, revision.id);
  const publication = await creator.api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: revision.id, reason: 'ready' }, { 'Idempotency-Key': randomUUID() });
  return { revision, publication };
}

/** Waits until every gate has said something of a revision. */
export async function judged(creator, revision) {
  await creator.api.post(`/api/revisions/${revision}/evaluations`);
  for (let tries = 0; tries < 200; tries += 1) {
    const { pending } = await creator.api.get(`/api/revisions/${revision}/evaluations`);
    if (pending.length === 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** A sale of a character: its event. */
export const sale = (finance, character, externalId, amountMinor = 999) => finance.api.post('/api/revenue-events', {
  kind: 'sale', source: 'app-store', externalId, characterId: character, appId: 'lantern', amountMinor, currency: 'EUR', occurredAt: new Date().toISOString(),
}, { 'Idempotency-Key': randomUUID() });

/** An app that wants two moderators to look, and no gunpowder. */
export async function strict(server) {
  await server.admin.put('/api/apps/nursery', { name: 'Nursery', requiredApprovals: 2 });
  await server.admin.put('/api/apps/nursery/model-packs/ember', { version: 1 });
  await server.admin.post('/api/apps/nursery/gates', { evaluator: 'banned-terms', configuration: { terms: ['gunpowder'] } });
}

/** A character of the strict app, sealed: what moderators have to look at. */
export async function waiting(creator, edit) {
  const made = await creator.api.post('/api/characters', { ...edit, verticalApp: 'nursery' });
  await creator.api.put(`/api/characters/${made.id}/apps/nursery`, { state: 'planned', percentage: 100 });
  return { ...made, revision: await creator.api.post(`/api/characters/${made.id}/revisions`) };
}

/** A report of an app's about a payload. */
export async function report(server, payloadDigest, description) {
  const app = await server.person(`lantern-app-${randomUUID().slice(0, 8)}`, ['app'], { appId: 'lantern' });
  return app.api.post('/api/reports', { kind: 'safety', payloadDigest, category: 'harm', description });
}

/** Apps that ship a model pack and require gates: all of them, one, and one with a moderator's word. */
export async function gated(server) {
  const { admin } = server;
  await admin.put('/api/model-packs/ember/versions/1', { name: 'Ember', label: '1.0' });
  for (const [id, name, requiredApprovals] of [['lantern', 'Lantern', 0], ['harbour', 'Harbour Kiosk', 0], ['strict', 'Strict Shelf', 1]]) {
    await admin.put(`/api/apps/${id}`, { name, requiredApprovals });
    await admin.put(`/api/apps/${id}/model-packs/ember`, { version: 1 });
  }
  for (const evaluator of GATES) await admin.post('/api/apps/lantern/gates', { evaluator });
  await admin.post('/api/apps/harbour/gates', { evaluator: 'completeness' });
  await admin.post('/api/apps/strict/gates', { evaluator: 'completeness', validDays: 30 });
}

const GATES = ['completeness', 'banned-terms', 'personal-data', 'prompt-injection', 'lorebook-sanity', 'near-duplicates'];

/** What passes every gate. */
export function lighthouse(name, verticalApp = null) {
  return {
    name, verticalApp, visibility: 'public', modelPacks: [{ modelPackId: 'ember', minVersion: 1 }], tags: ['sea', 'mystery'],
    personaPrompt: `${name} keeps a lighthouse, has read every book that the sea brought in, and remembers who lost it.`,
    greeting: '*The lamp turns once before she looks up.* "You are early. The fog is not."',
    scenario: 'The gallery of a lighthouse, an hour before dawn.', creatorNotes: 'Slow talk by lamplight.',
    characterBook: { extensions: {}, entries: [{ keys: ['lamp', 'light'], content: 'The lamp is older than the tower.', extensions: {}, enabled: true, insertion_order: 10 }] },
  };
}

/** The draft of a character, sealed and judged by its gates: the revision's id. */
export async function sealed(person, id) {
  const revision = await person.api.post(`/api/characters/${id}/revisions`);
  await judged(person, revision.id);
  return revision.id;
}

/** Everything that pages may show, made through the API. */
export async function stage(server) {
  const set = {};
  set.creator = await server.person('mira', ['creator']);
  set.moderator = await server.person('tomas', ['moderator']);
  set.finance = await server.person('ines', ['finance']);
  set.admin = await server.administrator();
  await furnish(server, set.finance);
  const bring = async (file) => {
    const { name, buffer } = fixture(file);
    return set.creator.api.post(`/api/cards/import?fileName=${name}`, new Uint8Array(buffer));
  };
  set.oda = await bring('oda-lind.png');
  set.bram = await bring('bram-okoye.v2.json');
  set.wren = await set.creator.api.post('/api/characters', { name: 'Wren of the Harbour', greeting: 'Mind the step.', tags: ['sea', 'mystery'] });
  const lore = (id, name, keys, content, more = {}) => ({ id, name, keys, content, enabled: true, insertion_order: 10 * (id + 1), position: 'after_char', extensions: {}, ...more });
  await set.creator.api.patch(`/api/characters/${set.wren.id}/draft`, { characterBook: { name: 'The harbour', extensions: {}, entries: [
    lore(0, 'The harbour', [], 'A small harbour on a cold sea; everybody knows whose boat is whose.', { constant: true, position: 'before_char' }),
    lore(1, 'The lamp', ['lamp', 'light(house)?'], 'The lamp at the end of the mole burns although nobody has lit it since the storm.'),
    lore(2, 'The keeper', ['keeper', '/watch(er|man)/i'], 'The keeper counts the boats in the evening, under an old umbrella.', { position: 'before_char' }),
    lore(3, 'Umbrellas', ['umbrella'], 'There are sixty-one umbrellas in the wheelhouse, each with a label.'),
    lore(4, 'The storm', ['storm', 'gale'], 'Three boats did not come back.', { selective: true, secondary_keys: ['boat', 'night'], extensions: { selectiveLogic: 3, position: 4, depth: 2, role: 0 } }),
    lore(5, 'Tides', ['tide', '/high (water/'], 'High water is at nine.', { extensions: { probability: 60, useProbability: true } }),
    lore(6, 'The sea gate', ['gate'], 'It has been shut since spring.', { enabled: false }),
    lore(7, 'بوابة البحر', ['بوابة', 'بحر'], 'البوابة مغلقة منذ الربيع.'),
    lore(8, '灯台守の日記', ['日記', '灯台'], '灯台守は毎晩、船を数える。', { extensions: { risu_bot: { mode: 'normal' }, sticky: 3 } }),
  ] } }, 1);
  set.layla = await set.creator.api.post('/api/characters', { name: 'ليلى الراوية', greeting: 'كان يا ما كان', tags: ['حكايات'] });
  set.sora = await set.creator.api.post('/api/characters', { name: '空の案内人 ソラ', greeting: 'こんにちは。', tags: ['空'] });
  set.ines = await publish(set.creator, written('Ines Calder', { portraitDigest: set.oda.draft?.portraitDigest }));
  set.keeper = await publish(set.creator, written('The Keeper of Small Doors', { greeting: 'Which one did you come through?', creatorNotes: 'A riddle with a kettle.', tags: ['riddles'] }));
  set.sale = await sale(set.finance, set.ines.id, 'order-1');
  await set.creator.api.put(`/api/characters/${set.oda.id}/apps/lantern`, { state: 'planned', percentage: 20 });
  await strict(server);
  set.waits = await waiting(set.creator, written('Tilda of the Mill', { greeting: 'Mind the gunpowder, it is only flour. No, really: gunpowder.' }));
  await judged(set.creator, set.waits.revision.id);
  set.report = await report(server, set.keeper.publication.payloadDigest, 'It asked for the key to the pantry, twice.');
  await historied(server, set);
  return set;
}

/** A character that was published, written anew, and is held by a gate now. */
async function historied(server, set) {
  await server.admin.put('/api/apps/strict', { name: 'Strict Shelf', requiredApprovals: 1 });
  await server.admin.put('/api/apps/strict/model-packs/ember', { version: 1 });
  for (const evaluator of ['completeness', 'personal-data']) await server.admin.post('/api/apps/strict/gates', { evaluator, validDays: 30 });
  const { api } = set.creator;
  const { id } = await api.post('/api/characters', lighthouse('Mara Quill', 'lantern'));
  set.mara = { id };
  for (const app of ['lantern', 'strict']) await api.put(`/api/characters/${id}/apps/${app}`, { state: 'planned' });
  const first = await sealed(set.creator, id);
  await set.moderator.api.post(`/api/revisions/${first}/approvals`, { decision: 'approve', reason: 'Read it; a pleasure.' });
  set.receipt = await api.post(`/api/characters/${id}/publications`, { kind: 'publish', revisionId: first, reason: 'First release.' }, { 'Idempotency-Key': 'stage' });
  await api.put(`/api/characters/${id}/apps/lantern`, { state: 'live', percentage: 25 });
  const edit = {
    greeting: '*The lamp turns twice before she looks up.* "You are late. The fog is not."', tags: ['sea', 'lighthouse'],
    scenario: 'The gallery of a lighthouse, an hour before dawn. Write to mara@lighthouse-mail.com for the key.',
  };
  await api.patch(`/api/characters/${id}/draft`, edit, 1);
  await sealed(set.creator, id);
  await api.patch(`/api/characters/${id}/draft`, { nickname: 'Mara' }, 2);
}

export const PAGES = [
  { name: 'sign-in', who: null, path: '/sign-in' },
  { name: 'account', who: 'creator', path: '/account' },
  { name: 'admin-start', who: 'admin', path: '/admin' },
  { name: 'admin-accounts', who: 'admin', path: '/admin/accounts' },
  { name: 'admin-account-new', who: 'admin', path: '/admin/accounts/new?role=creator' },
  { name: 'admin-account', who: 'admin', path: (set) => `/admin/accounts/${set.creator.id}`, ready: openActs },
  {
    name: 'admin-invitation', who: 'admin', path: (set) => `/admin/accounts/${set.finance.id}`,
    ready: async (page) => { await page.keyboard.press('i'); await page.getByRole('heading', { name: 'A new invitation' }).waitFor(); },
  },
  { name: 'admin-apps', who: 'admin', path: '/admin/apps' },
  { name: 'admin-app', who: 'admin', path: '/admin/apps/strict', ready: openActs },
  { name: 'admin-gate', who: 'admin', path: '/admin/apps/strict/require/personal-data' },
  { name: 'admin-packs', who: 'admin', path: '/admin/packs' },
  { name: 'admin-voices', who: 'admin', path: '/admin/voices', ready: openActs },
  { name: 'admin-tags', who: 'moderator', path: '/admin/tags' },
  { name: 'admin-tag', who: 'moderator', path: '/admin/tags/sea' },
  { name: 'admin-terms', who: 'finance', path: '/admin/terms' },
  { name: 'wallet', who: 'creator', path: '/account/wallets/link' },
  { name: 'wallet-sign', who: 'creator', path: '/account/wallets/link', ready: async (page) => { await page.getByLabel('Address').fill('0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F'); await page.keyboard.press('Enter'); await page.getByLabel('Message').waitFor(); } },
  { name: 'wallet-sign-in', who: null, path: '/sign-in/wallet' },
  { name: 'library', who: 'creator', path: '/library?view=portraits' },
  { name: 'library-table', who: 'creator', path: '/library?view=table' },
  { name: 'market', who: null, path: '/market' },
  { name: 'market-character', who: null, path: (set) => `/market/${set.ines.slug}` },
  { name: 'lineage-start', who: 'finance', path: '/lineage' },
  { name: 'moderation', who: 'moderator', path: '/moderation' },
  { name: 'moderation-revision', who: 'moderator', path: (set) => `/moderation/revisions/${set.waits.revision.id}` },
  { name: 'moderation-reports', who: 'moderator', path: '/moderation/reports' },
  { name: 'moderation-report', who: 'moderator', path: (set) => `/moderation/reports/${set.report.id}` },
  { name: 'earnings', who: 'creator', path: '/earnings' },
  { name: 'earnings-finance', who: 'finance', path: '/earnings?account=mira', ready: (page) => page.getByText('The numbers').click() },
  { name: 'lineage', who: 'finance', path: (set) => `/lineage/revenue-event/${set.sale.id}` },
  { name: 'editor', who: 'creator', path: (set) => `/characters/${set.oda.id}/edit` },
  {
    name: 'editor-conflict', who: 'creator', path: (set) => `/characters/${set.sora.id}/edit`,
    ready: async (page, { creator, sora }) => {
      const draft = `/api/characters/${sora.id}/draft`;
      const { version } = await creator.api.get(draft);
      await creator.api.patch(draft, { scenario: `A lighthouse at dusk; the lamp was lit ${version} times.` }, version);
      await page.getByLabel('Scenario').fill('A lighthouse at dawn; nobody is awake.');
      await page.getByRole('group', { name: 'Scenario: two versions' }).waitFor();
    },
  },
  { name: 'editor-arabic', who: 'creator', path: (set) => `/characters/${set.layla.id}/edit` },
  { name: 'editor-moderator', who: 'moderator', path: (set) => `/characters/${set.bram.id}/edit` },
  { name: 'lorebook', who: 'creator', path: (set) => `/characters/${set.wren.id}/lorebook`, ready: triedLorebook },
  { name: 'revisions', who: 'creator', path: (set) => `/characters/${set.mara.id}/revisions` },
  { name: 'revisions-diff', who: 'creator', path: (set) => `/characters/${set.mara.id}/revisions?from=1&to=2&view=side` },
  { name: 'revisions-restore', who: 'creator', path: (set) => `/characters/${set.mara.id}/revisions?from=draft&to=1` },
  { name: 'revision', who: 'creator', path: (set) => `/characters/${set.mara.id}/revisions/2?path=scenario&start=50&end=59` },
  { name: 'publish', who: 'creator', path: (set) => `/characters/${set.mara.id}/publish` },
  { name: 'receipt', who: 'creator', path: (set) => `/characters/${set.mara.id}/publications/${set.receipt.id}`, ready: async (page) => { await page.keyboard.press('v'); await page.getByText('The receipt is genuine').waitFor(); } },
  { name: 'contract', who: 'admin', path: '/contract' },
  { name: 'contract-find', who: 'admin', path: '/contract?find=digest' },
  { name: 'contract-schema', who: 'admin', path: '/contract/schemas/release' },
  { name: 'contract-model', who: 'admin', path: '/contract/models/CharacterDraft' },
  { name: 'contract-statements', who: 'admin', path: '/contract/statements?only=hot', ready: measured },
  { name: 'contract-statement', who: 'admin', path: '/contract/statements/library_filtered' },
  { name: 'contract-indexes', who: 'admin', path: '/contract/indexes' },
  { name: 'contract-migrations', who: 'admin', path: '/contract/migrations' },
  { name: 'contract-migration', who: 'admin', path: '/contract/migrations/20261127170000_sign_in' },
  { name: 'contract-drift', who: 'admin', path: '/contract/drift', ready: measured },
  { name: 'contract-documents', who: 'admin', path: '/contract/documents', ready: measured },
];

/** What the contract's page measures when it is asked to. */
async function measured(page) {
  await page.keyboard.press('m');
  await page.locator('#said').getByText('Done').waitFor({ timeout: 60_000 });
}

/** What acts say before they are done. */
async function openActs(page) {
  for (const act of await page.locator('details.act > summary').all()) await act.click();
}

/** A chat on the bench, and an entry open beside the table. */
async function triedLorebook(page) {
  await page.locator('#lorebook[data-ready]').waitFor();
  const said = page.getByLabel('User says').last();
  await said.fill('Watchman! Is the lamp lit tonight? There was a storm.');
  await page.locator('.lore-row[data-light=fired]').filter({ hasText: 'The lamp' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'Tides' }).click();
  await page.getByRole('region', { name: 'Tides' }).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
}
