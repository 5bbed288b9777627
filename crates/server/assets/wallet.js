// Wallets that live in the browser (EIP-1193): they say who they are (EIP-6963), fill in the address, and sign.
import { make, say } from './studio.js';
import { complain, isAtHome } from './keys.js';

const page = document.getElementById('wallet');
const providers = document.getElementById('providers');
const [ask, sign] = [document.getElementById('ask'), document.getElementById('sign')];

/** The wallet that was chosen on the first step signs on the second. */
const CHOSEN = 'wallet';
const found = new Map();

function note(rdns, name, provider) {
  if (found.has(rdns)) return;
  found.set(rdns, provider);
  const words = sign ? `Sign with ${name}` : `Use ${name}`;
  providers.append(make('button', { type: 'button', class: 'button', 'data-command': words, onclick: () => use(rdns) }, words));
  providers.hidden = false;
  if (sign && sessionStorage.getItem(CHOSEN) === rdns) {
    sessionStorage.removeItem(CHOSEN);
    use(rdns);
  }
}

async function use(rdns) {
  complain('wallet-wrong', null);
  for (const button of providers.children) button.disabled = true;
  try { await (sign ? signed(found.get(rdns)) : chosen(rdns, found.get(rdns))); } catch (error) {
    // EIP-1193: 4001 is somebody who said no.
    complain('wallet-wrong', error?.code === 4001 ? new Error('Nothing was done: the wallet was told no.') : new Error(error?.message ?? 'The wallet did not answer.'));
    for (const button of providers.children) button.disabled = false;
  }
}

async function chosen(rdns, provider) {
  const [address] = await provider.request({ method: 'eth_requestAccounts' });
  const chain = await provider.request({ method: 'eth_chainId' });
  ask.elements.address.value = address;
  ask.elements.chain_id.value = String(Number(chain));
  sessionStorage.setItem(CHOSEN, rdns);
  ask.requestSubmit();
}

async function signed(provider) {
  const message = sign.elements.message.value.replaceAll('\r\n', '\n');
  const address = message.split('\n')[1];
  const hex = [...new TextEncoder().encode(message)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  sign.elements.signature.value = await provider.request({ method: 'personal_sign', params: [`0x${hex}`, address] });
  sign.requestSubmit();
}

function copy(event) {
  navigator.clipboard.writeText(sign.elements.message.value).then(() => say('The message is copied.'), () => { sign.elements.message.select(); say('Copy the chosen text.'); });
  event.preventDefault();
}

if (isAtHome(page.dataset.origin)) {
  addEventListener('eip6963:announceProvider', ({ detail }) => note(String(detail.info.rdns), String(detail.info.name), detail.provider));
  dispatchEvent(new Event('eip6963:requestProvider'));
  if (window.ethereum && found.size === 0) note('window', 'the wallet in this browser', window.ethereum);
}
if (sign) {
  const button = document.getElementById('copy');
  button.hidden = false;
  button.addEventListener('click', copy);
}
