// The account's page: a passkey is made by the device that looks at it.
import { api } from './studio.js';
import { complain, havePasskeys, isAtHome, makePasskey } from './keys.js';

const form = document.getElementById('add-passkey');

async function add(event) {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  complain('passkey-wrong', null);
  try {
    const options = await (await api('POST', '/account/passkeys/options', { json: {} })).json();
    const answer = await makePasskey(options);
    const kept = await api('POST', '/account/passkeys', { json: { name: form.elements.name.value, answer } });
    location.assign(`/account?added=${(await kept.json()).id}#passkeys`);
  } catch (error) {
    button.disabled = false;
    button.focus();
    complain('passkey-wrong', error);
  }
}

if (form) {
  form.hidden = false;
  if (!isAtHome(form.dataset.origin)) for (const part of form.querySelectorAll('label, button')) part.hidden = true;
  else if (!havePasskeys) form.replaceChildren('This browser has no passkeys.');
  else form.addEventListener('submit', add);
}
