// Where two windows meet: what came from the other is marked, what collides stands side by side until somebody chose.
import { make, say } from './studio.js';
import { both, wordsApart } from './editor_fields.js';

/** A field of this window took over what another one wrote. */
export function showTaken(field) {
  const marks = field.element.querySelector('[data-marks]');
  marks.replaceChildren(make('span', { class: 'chip' }, 'changed in another window'));
}

/** `choose(value)` settles it. */
export function showConflict(field, mine, theirs, choose) {
  const before = field.element.querySelector(':scope > .conflict');
  const hadFocus = before?.contains(document.activeElement);
  const [own, other] = [field.words(mine), field.words(theirs)];
  const { from, out, in: put } = wordsApart(own, other);
  const side = (title, text, part) => make('div', {}, make('p', { class: 'hint' }, title),
    make('pre', { dir: 'auto', tabindex: '0', 'aria-label': `${field.label}, ${title.toLowerCase()}` },
      text.slice(0, from), part ? make('mark', {}, part) : null, text.slice(from + part.length)));
  const pick = (label, value) => make('button', { type: 'button', class: 'button', onclick: () => { choose(value); field.focus(); } }, label);
  const together = both(field.kind, mine, theirs);
  const panel = make('div', { class: 'conflict', role: 'group', 'aria-label': `${field.label}: two versions` },
    make('p', {}, make('strong', {}, 'Another window changed this too.'), ' Nothing of it is saved until you choose.'),
    make('div', { class: 'sides' }, side('Yours', own, out), side('Theirs', other, put)),
    make('p', { class: 'inline' }, pick('Keep mine', mine), pick('Take theirs', theirs), together === null ? null : pick('Both', together)));
  if (before) before.replaceWith(panel);
  else {
    field.element.querySelector('[data-wrong]').after(panel);
    say(`${field.label} was changed in another window too: choose.`);
  }
  if (hadFocus) panel.querySelector('button').focus();
}

export function hideConflict(field) {
  field.element.querySelector(':scope > .conflict')?.remove();
}

export function showRefused(field, message) {
  const line = field.element.querySelector('[data-wrong]');
  line.hidden = message === null;
  line.textContent = message ?? '';
}
