// Two books that come of one, put together: no browser needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merge } from '../../crates/server/assets/lorebook_merge.js';
import { uidOf, wrongWith, writePosition } from '../../crates/server/assets/lorebook_book.js';

const book = (...entries) => ({ name: 'B', entries: entries.map(([id, content]) => ({ id, content })) });
const shown = ({ entries }) => entries.map(({ id, content }) => `${id}${content}`).join(' ');
const base = book([0, 'a'], [1, 'b'], [2, 'c']);

test('what one side alone did is done', () => {
  for (const [mine, theirs, whole] of [
    [book([0, 'A'], [1, 'b'], [2, 'c']), book([0, 'a'], [1, 'B'], [2, 'c']), '0A 1B 2c'],
    [book([1, 'b'], [2, 'c']), book([0, 'a'], [1, 'b'], [2, 'C']), '1b 2C'],
    [book([2, 'c'], [0, 'a'], [1, 'b']), book([0, 'a'], [9, 'n'], [1, 'b'], [2, 'c']), '2c 0a 9n 1b'],
    [book([0, 'a'], [1, 'b'], [2, 'c'], [3, 'm']), book([2, 'c'], [1, 'b'], [0, 'a']), '2c 3m 1b 0a'],
    [book([0, 'X'], [1, 'b'], [2, 'c']), book([0, 'X'], [1, 'b'], [2, 'c']), '0X 1b 2c'],
  ]) {
    const { clashes, build } = merge(base, mine, theirs);
    assert.deepEqual([clashes.length, shown(build())], [0, whole]);
  }
});

test('what both did is asked, and by itself nothing is lost', () => {
  const { clashes, build } = merge(base, book([0, 'mine'], [1, 'b']), book([0, 'theirs'], [1, 'b'], [2, 'C']));
  assert.deepEqual(clashes.map(({ choice }) => choice), ['both', 'theirs']);
  assert.equal(shown(build()), '0mine 3theirs 1b 2C');
  clashes[0].choice = 'theirs';
  clashes[1].choice = 'mine';
  assert.equal(shown(build()), '0theirs 1b');
  // Both made an entry, and gave it the next id.
  const twins = merge(base, book([0, 'a'], [1, 'b'], [2, 'c'], [3, 'mine']), book([0, 'a'], [1, 'b'], [2, 'c'], [3, 'theirs']));
  assert.equal(shown(twins.build()), '0a 1b 2c 3mine 4theirs');
});

test('ids that a book repeats, and entries without one, stay what they are', () => {
  const odd = { entries: [{ id: 1, content: 'a' }, { id: 1, content: 'b' }, { content: 'c' }, { content: 'c' }] };
  const mine = structuredClone(odd);
  mine.entries[1].content = 'B';
  assert.deepEqual(merge(odd, mine, { ...odd, name: 'Named' }).build(), { ...mine, name: 'Named' });
});

test('an entry goes by its id, and by its place without one; a position is written where it has to be', () => {
  assert.equal(uidOf({ id: 7 }, 3), '7');
  assert.equal(uidOf({}, 3), '3');
  const entry = { position: 'before_char' };
  writePosition(entry, 1);
  assert.deepEqual(entry, { position: 'after_char' });
  writePosition(entry, 6);
  assert.deepEqual(entry, { position: 'after_char', extensions: { position: 6 } });
});

test('a key that is no expression says so', () => {
  for (const [key, wrong] of [['lamp', false], ['/lamp/i', false], ['/la(mp/', true], ['/a/b/', true], ['a/b', false], ['/path', false], ['/x/q', true]]) {
    assert.equal(Boolean(wrongWith(key, {})), wrong, key);
  }
  assert.match(wrongWith('la(mp', { use_regex: true }), /never fires/);
});
