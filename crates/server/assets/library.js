// The library: files that are dropped become characters, a few at a time, each with its own word.
import { api, make, say } from './studio.js';

const AT_ONCE = 3;
const drop = document.getElementById('drop');
const input = drop.querySelector('input');
const list = drop.querySelector('[data-files]');
drop.hidden = false;

drop.querySelector('[data-choose]').addEventListener('click', () => input.click());
input.addEventListener('change', () => { bring([...input.files]); input.value = ''; });
for (const kind of ['dragenter', 'dragover']) document.addEventListener(kind, (event) => {
  if (!event.dataTransfer?.types.includes('Files')) return;
  event.preventDefault();
  drop.classList.add('over-it');
});
for (const kind of ['dragleave', 'drop']) document.addEventListener(kind, () => drop.classList.remove('over-it'));
document.addEventListener('drop', (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  bring([...event.dataTransfer.files]);
});

const waiting = [];
let running = 0;

function bring(files) {
  for (const file of files) {
    const state = make('span', { class: 'hint' }, 'waiting');
    const told = make('div', {}, make('strong', { dir: 'auto' }, file.name));
    list.append(make('li', {}, told, state));
    waiting.push({ file, state, told });
  }
  while (running < AT_ONCE && waiting.length) next();
}

async function next() {
  const job = waiting.shift();
  if (!job) return;
  running += 1;
  job.state.textContent = 'being read';
  try {
    const headers = { 'Content-Type': 'application/octet-stream' };
    const response = await api('POST', `/api/cards/import?fileName=${encodeURIComponent(job.file.name.slice(0, 255))}`, { body: job.file, headers });
    tell(job, await response.json(), response.status);
  } catch (problem) {
    job.state.className = 'chip bad';
    job.state.textContent = 'refused';
    job.told.append(make('p', { class: 'hint', dir: 'auto' }, problem.message));
  }
  running -= 1;
  if (waiting.length) next();
  else if (running === 0) say('All files are read.');
}

function tell({ state, told }, imported, status) {
  const link = make('a', { href: `/characters/${imported.id}/edit` }, status === 201 ? 'Open it' : 'It is here already: open it');
  state.replaceChildren(make('span', { class: `chip ${status === 201 ? 'good' : ''}` }, status === 201 ? 'in' : 'known'), ' ', link);
  if (status === 201) state.append(' ', undo(imported.id));
  const notes = [...(imported.report?.repairs ?? []), ...(imported.report?.losses ?? [])];
  if (notes.length) {
    told.append(make('details', {}, make('summary', { class: 'hint' }, `${notes.length} notes`),
      make('ul', { class: 'hint' }, ...notes.map((note) => make('li', { dir: 'auto' }, typeof note === 'string' ? note : JSON.stringify(note))))));
  }
}

/** Puts what came in away again, and takes it out after all. */
function undo(id) {
  let isAway = false;
  const button = make('button', { type: 'button', class: 'quiet', onclick: async () => {
    button.disabled = true;
    try {
      await api(isAway ? 'DELETE' : 'PUT', `/api/characters/${id}/archived`);
      isAway = !isAway;
      button.textContent = isAway ? 'Take it out again' : 'Undo';
      say(isAway ? 'It is put away.' : 'It is in the library again.');
    } catch (problem) { say(problem.message); }
    button.disabled = false;
    button.focus();
  } }, 'Undo');
  return button;
}
