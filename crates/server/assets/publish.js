// Publishing: looks again while gates judge, sends a publication once, and plans in the reader's own zone.
import { say, showTimes } from './studio.js';

const EVERY = 700;
const isWaiting = () => 'waiting' in (document.getElementById('standing')?.dataset ?? {});

/** Takes parts of the page anew, and leaves what the reader did to them: focus, what is open, what is written. */
async function look() {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' }, credentials: 'same-origin' }).catch(() => null);
  if (response?.ok) {
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const id of ['standing', 'act']) swap(document.getElementById(id), fresh.getElementById(id));
  }
  if (isWaiting()) return setTimeout(look, EVERY);
  say(document.getElementById('do')?.disabled === false ? 'All gates have judged: nothing is missing.' : 'All gates have judged.');
}

function swap(old, fresh) {
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  for (const details of old.querySelectorAll('details[id]')) {
    const same = fresh.querySelector(`#${CSS.escape(details.id)}`);
    if (same) same.open = details.open;
  }
  for (const field of old.querySelectorAll('input[id], select[id]')) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same) same.value = field.value;
  }
  old.replaceWith(document.adoptNode(fresh));
  showTimes(fresh);
  listen(fresh);
  if (focused) (document.getElementById(focused) ?? document.getElementById('main')).focus();
}

function listen(root) {
  for (const form of root.querySelectorAll('form[data-once]')) form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
  root.querySelector('[data-look]')?.addEventListener('click', (event) => { event.preventDefault(); look(); });
}

// Back from the receipt: the form may be sent again, and is then the same request.
window.addEventListener('pageshow', () => { for (const form of document.querySelectorAll('form[data-once]')) delete form.dataset.sent; });

/** What is written is a time of the reader's clock: sent is the moment. */
for (const form of document.querySelectorAll('form[data-zoned]')) {
  const now = new Date();
  const clock = (at) => new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  form.querySelector('[data-zone]').textContent = 'your time';
  form.elements.due.min = clock(now);
  form.addEventListener('submit', () => { form.elements.at.value = new Date(form.elements.due.value).toISOString(); });
}

listen(document);
if (isWaiting()) setTimeout(look, EVERY);
