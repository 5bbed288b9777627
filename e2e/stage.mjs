// The people and characters that pages are shown with, and the pages. A new page is a line in PAGES:
// it is then in the pictures, and looked at by axe-core in tests/pages.test.mjs.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const FIXTURES = path.resolve(import.meta.dirname, '../crates/card/tests/fixtures');

/** Everything that pages may show, made through the API. */
export async function stage(server) {
  const set = {};
  for (const [id, name] of [['lantern', 'Lantern'], ['harbour', 'Harbour Kiosk']]) await server.admin.put(`/api/apps/${id}`, { name, requiredApprovals: 0 });
  set.creator = await server.person('mira', ['creator']);
  set.moderator = await server.person('tomas', ['moderator']);
  set.finance = await server.person('ines', ['finance']);
  const bring = (file) => set.creator.api.post(`/api/cards/import?fileName=${file}`, readFileSync(path.join(FIXTURES, file)));
  set.oda = await bring('oda-lind.png');
  set.bram = await bring('bram-okoye.v2.json');
  set.wren = await set.creator.api.post('/api/characters', { name: 'Wren of the Harbour', greeting: 'Mind the step.', tags: ['sea', 'mystery'] });
  set.layla = await set.creator.api.post('/api/characters', { name: 'ليلى الراوية', greeting: 'كان يا ما كان', tags: ['حكايات'] });
  set.sora = await set.creator.api.post('/api/characters', { name: '空の案内人 ソラ', greeting: 'こんにちは。', tags: ['空'] });
  return set;
}

export const PAGES = [
  { name: 'sign-in', who: null, path: '/sign-in' },
  { name: 'account', who: 'creator', path: '/account' },
  { name: 'library', who: 'creator', path: '/library?view=portraits' },
  { name: 'library-table', who: 'creator', path: '/library?view=table' },
];
