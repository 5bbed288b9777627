// What stands beside the draft: which apps carry the character, and who works on it for which share.
import { again, api, make, say } from './studio.js';

const WHOLE = 1_000_000;

const put = (path, json) => again(() => api('PUT', path, { json }));

export function rollouts(character) {
  for (const form of document.querySelectorAll('form.rollout')) {
    const told = form.querySelector('[data-told]');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const state = form.elements.state.value;
      told.className = 'hint';
      if (!state) { told.textContent = 'Choose what it is to be.'; return; }
      const percentage = Number(form.elements.percentage.value);
      try {
        await put(`/api/characters/${character}/apps/${encodeURIComponent(form.dataset.app)}`, { state, percentage });
        form.elements.state.querySelector('option[value=""]')?.remove();
        told.textContent = `Set: ${state}, to ${percentage} %.`;
      } catch (problem) {
        told.className = 'wrong';
        told.textContent = problem instanceof TypeError ? 'There is no network: not set.' : problem.message;
      }
    });
  }
}

/** `33.3333` per cent as parts per million; NaN where it is none. */
const parts = (text) => (/^\d{1,3}([.,]\d{0,4})?$/.test(text.trim()) ? Math.round(Number(text.trim().replace(',', '.')) * 10_000) : NaN);
const perCent = (ppm) => String(ppm / 10_000);

export function shares(character) {
  const form = document.getElementById('shares');
  const body = form.querySelector('tbody');
  const wrong = document.getElementById('shares-wrong');
  const sumLine = document.getElementById('shares-sum');
  const even = form.querySelector('[data-even]');
  const rows = () => [...body.rows].map((row) => ({ handle: row.querySelector('[name=handle]'), role: row.querySelector('[name=role]'), share: row.querySelector('[name=share]') }));
  const named = () => rows().filter((row) => row.handle.value.trim() !== '');
  let known = null;

  const add = () => {
    const copy = body.rows[0].cloneNode(true);
    for (const input of copy.querySelectorAll('input')) input.value = '';
    body.append(copy);
  };

  const show = () => {
    if (rows().at(-1).handle.value.trim() !== '') add();
    const values = named().map((row) => parts(row.share.value));
    const sum = values.reduce((all, it) => all + it, 0);
    const left = WHOLE - sum;
    sumLine.dataset.whole = String(left === 0);
    sumLine.textContent = Number.isNaN(sum) ? 'A share is a number of per cent, to four places.'
      : left === 0 ? 'The shares sum to 100 per cent.'
        : left > 0 ? `${perCent(left)} per cent are nobody’s yet.` : `${perCent(-left)} per cent are too many.`;
  };

  const fill = (list) => {
    while (body.rows.length > 1) body.rows[1].remove();
    for (const { handle, role, sharePpm } of list) {
      const row = rows().at(-1);
      Object.assign(row.handle, { value: handle });
      row.role.value = role;
      row.share.value = perCent(sharePpm);
      add();
    }
    show();
  };

  even.hidden = false;
  even.addEventListener('click', () => {
    const people = named();
    people.forEach((row, index) => { row.share.value = perCent(Math.floor(WHOLE / people.length) + (index < WHOLE % people.length ? 1 : 0)); });
    show();
  });
  form.addEventListener('input', show);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    const list = named().map((row) => ({ handle: row.handle.value.trim(), role: row.role.value, sharePpm: parts(row.share.value) }));
    const tell = (...told) => { wrong.replaceChildren(...told); wrong.hidden = false; };
    if (list.some((it) => Number.isNaN(it.sharePpm))) { tell('A share is a number of per cent, to four places.'); return; }
    try {
      // The list has no version: what others made of it is looked at before it is replaced.
      const now = await (await api('GET', `/api/characters/${character}/collaborators`)).json();
      if (known !== null && text(now) !== known) {
        known = text(now);
        tell('Another window changed this: ', make('span', { dir: 'auto' }, words(now)), '. Set the shares again to replace it, or ',
          make('button', { type: 'button', class: 'quiet', onclick: () => { fill(now); wrong.hidden = true; } }, 'take theirs'), '.');
        return;
      }
      await put(`/api/characters/${character}/collaborators`, list);
      known = text(list);
      say('The shares are set.');
    } catch (problem) {
      tell(problem instanceof TypeError ? 'There is no network: not set.' : problem.message);
    }
  });

  const text = (list) => JSON.stringify(list.map(({ handle, role, sharePpm }) => [handle, role, sharePpm]).sort());
  const words = (list) => list.map((it) => `${it.handle} ${perCent(it.sharePpm)} %`).join(', ') || 'nobody';
  known = text(JSON.parse(form.dataset.now ?? '[]'));
  show();
}
