// Signing out: what this browser keeps of texts goes with it. What is not saved yet stays, unless it is
// said that it may go.

const PREFIX = 'repertoire.';
const form = document.querySelector('form[action="/sign-out"]');
const choice = form.querySelector('[data-unsaved]');

/** Texts of the editor, by their names here: whether they are saved. */
function kept() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => {
      const { edits } = read(key);
      return { key, isSaved: Object.keys(edits ?? {}).length === 0 };
    });
  } catch { return []; }
}

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) ?? {}; } catch { return {}; }
}

/** Lorebooks are kept elsewhere, and only while they are not saved. */
async function books() {
  const known = (await indexedDB.databases?.().catch(() => [])) ?? [];
  if (!known.some((it) => it.name === 'repertoire')) return null;
  return new Promise((done) => {
    const opening = indexedDB.open('repertoire', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('unsaved');
    opening.onerror = () => done(null);
    opening.onsuccess = () => done(opening.result.transaction('unsaved', 'readwrite').objectStore('unsaved'));
  });
}

const counted = (at) => new Promise((done) => {
  if (!at) return done(0);
  const asking = at.count();
  asking.onsuccess = () => done(asking.result);
  asking.onerror = () => done(0);
});

const unsaved = kept().filter((it) => !it.isSaved).length + (await counted(await books()));
if (unsaved > 0) {
  choice.hidden = false;
  choice.querySelector('[data-count]').textContent = unsaved === 1 ? 'a text that is' : `${unsaved} texts that are`;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const goes = choice.querySelector('input').checked;
  for (const { key } of kept().filter((it) => it.isSaved || goes)) localStorage.removeItem(key);
  if (goes) await new Promise(async (done) => {
    const at = await books();
    if (!at) return done();
    const clearing = at.clear();
    clearing.onsuccess = clearing.onerror = done;
  });
  form.submit();
});
