// The contract's page: its drawing, and looks that take a while.
import { movable } from './graph.js';
import { again, api, make, say, showTimes } from './studio.js';

/** Sooner than this nobody wants to read that something is under way. */
const PATIENCE = 200;

/** Letters of 11 pixels can still be read at this scale. */
const LEGIBLE = 0.75;

// On a narrow window the place where one is may stand outside of it.
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

const graph = document.querySelector('[data-graph]');
if (graph) {
  movable(graph, LEGIBLE);
  light(graph);
}

/** What is looked at, and what it has to do with: the lines between, and the boxes at their ends. */
function light(graph) {
  const edges = [...graph.querySelectorAll('[data-child]')];
  const boxes = [...graph.querySelectorAll('[data-box]')];
  const show = (name) => {
    const ends = new Set(name ? [name] : []);
    for (const edge of edges) {
      const { child, parent } = edge.dataset;
      const isLit = name !== undefined && (child === name || parent === name);
      edge.classList.toggle('lit', isLit);
      if (isLit) { ends.add(child); ends.add(parent); }
    }
    graph.classList.toggle('looking', name !== undefined && ends.size > 1);
    for (const box of boxes) box.classList.toggle('lit', ends.has(box.dataset.box));
  };
  const of = (event) => event.target.closest?.('[data-box]')?.dataset.box;
  for (const event of ['pointerover', 'focusin']) graph.addEventListener(event, (it) => show(of(it)));
  for (const event of ['pointerleave', 'focusout']) graph.addEventListener(event, () => show(undefined));
}

document.addEventListener('submit', async (event) => {
  const { measure, doing } = event.target.dataset;
  if (!measure) return;
  event.preventDefault();
  const button = event.target.querySelector('button');
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  const answer = document.querySelector('[data-answer]');
  const waiting = wait(answer, doing);
  try {
    const { problem, tookMs } = await again(async () => (await api('POST', measure)).json());
    await refresh();
    say(problem ? 'It could not be looked at; the page says why.' : `Done, in ${tookMs} ms.`);
  } catch (problem) {
    answer.prepend(make('p', { class: 'wrong', role: 'alert' }, `It was not looked at: ${problem.message}`));
  } finally {
    waiting.end();
    button.removeAttribute('aria-disabled');
  }
});

/** A skeleton in the place of the answer, with what is done and for how long. */
function wait(answer, doing) {
  const began = performance.now();
  const told = make('p', { class: 'hint', role: 'status' }, `${doing} …`);
  const skeleton = make('div', { class: 'skeleton' }, told, ...Array.from({ length: 4 }, () => make('div', { class: 'bone', 'aria-hidden': 'true' })));
  const begin = setTimeout(() => { answer.before(skeleton); answer.classList.add('stale'); answer.setAttribute('aria-busy', 'true'); }, PATIENCE);
  const seconds = setInterval(() => { told.textContent = `${doing} … ${Math.round((performance.now() - began) / 1000)} s`; }, 1000);
  return { end() { clearTimeout(begin); clearInterval(seconds); skeleton.remove(); answer.classList.remove('stale'); answer.removeAttribute('aria-busy'); } };
}

/** Takes over what the server shows now: the answer, and the list that it is about. */
async function refresh() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin', cache: 'no-store' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of ['[data-answer]', '[data-list]', '.facets']) {
    const [here, there] = [document.querySelector(part), page.querySelector(part)];
    if (here && there) { here.replaceChildren(...there.childNodes); showTimes(here); }
  }
}
