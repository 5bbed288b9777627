// The administration: a secret is copied, and a page that showed one is not asked for again.
import { say } from './studio.js';

// On a narrow screen the page that is open is seen among its neighbours.
const tabs = document.querySelector('.tabs');
const here = tabs?.querySelector('[aria-current]');
if (here) tabs.scrollLeft = here.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - here.clientWidth) / 2;

for (const panel of document.querySelectorAll('[data-kept]')) {
  const secret = panel.querySelector('[data-secret]');
  const copy = panel.querySelector('[data-copy]');
  secret.select();
  secret.addEventListener('focus', () => secret.select());
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    secret.select();
    // Without TLS a browser lends its clipboard to nobody; what is selected can still be copied.
    const isCopied = await navigator.clipboard?.writeText(secret.value).then(() => true, () => false) ?? document.execCommand('copy');
    say(isCopied ? 'Copied. It is shown here only until you leave the page.' : 'It is selected: copy it with the keyboard.');
  });
  // Loaded again, the page would ask for another secret.
  history.replaceState(null, '', panel.dataset.kept);
}

// An id follows the name until somebody writes one.
for (const name of document.querySelectorAll('[data-slug]')) {
  const id = name.form.elements[name.dataset.slug];
  const slug = () => name.value.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/[^a-z0-9-]/g, '').replace(/^-+|-+$/g, '').slice(0, 63);
  let isOwn = id.value !== '' && id.value !== slug();
  id.addEventListener('input', () => { isOwn = id.value !== ''; });
  const follow = () => { if (!isOwn) id.value = slug(); };
  name.addEventListener('input', follow);
  // What was written before the script was there.
  follow();
}
