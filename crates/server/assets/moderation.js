// A revision to judge: from finding to finding.
import { say } from './studio.js';

const marks = [...document.querySelectorAll('mark[id]')];
const walk = document.querySelector('[data-walk]');
let at = -1;

if (walk && marks.length) {
  walk.hidden = false;
  walk.addEventListener('click', (event) => {
    const step = Number(event.target.closest('[data-step]')?.dataset.step ?? 0);
    if (!step) return;
    // Where somebody looks already is where they go on from.
    const here = marks.indexOf(document.activeElement);
    at = ((here < 0 ? at : here) + step + marks.length) % marks.length;
    if (at < 0) at = marks.length - 1;
    marks[at].focus();
    marks[at].scrollIntoView({ block: 'center' });
    say(`${at + 1} of ${marks.length}: ${marks[at].title}`);
  });
}
