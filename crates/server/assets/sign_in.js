// The door: passkeys, at a button and in the field for the handle.
import { api } from './studio.js';
import { complain, havePasskeys, isAtHome, usePasskey } from './keys.js';

const keys = document.getElementById('with-keys');
const button = document.getElementById('with-passkey');

/** A question is taken for five minutes: one that waits longer in the field is put anew. */
const ANEW = 4 * 60_000;
let waiting;
let offered = Promise.resolve();

async function enter(how) {
  const options = await (await api('POST', '/sign-in/passkey/options', { json: {} })).json();
  const answer = await usePasskey(options, how);
  const sent = api('POST', '/sign-in/passkey', { json: { answer, next: keys.dataset.next } });
  const { next } = await (await sent.catch((problem) => { throw Object.assign(problem, { isOfKey: true }); })).json();
  location.assign(next);
}

/** Passkeys among what the browser offers to fill in, where it can. A press of the button goes before. */
async function offer() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.()) || button.disabled) return;
  const mine = waiting = new AbortController();
  const anew = setTimeout(offerAnew, ANEW);
  try { await enter({ mediation: 'conditional', signal: mine.signal }); } catch (error) {
    clearTimeout(anew);
    // Another question took its place, or nothing was to be offered.
    if (mine.signal.aborted || error.name === 'NotAllowedError') return;
    complain('keys-wrong', error);
    if (error.isOfKey) offerAnew();
  }
}

/** A browser puts one question at a time: the one before has to be gone. */
async function takeBack() {
  waiting?.abort();
  await offered;
}

async function offerAnew() {
  const before = takeBack();
  offered = before.then(offer);
}

async function pressed() {
  button.disabled = true;
  complain('keys-wrong', null);
  await takeBack();
  try { await enter({}); } catch (error) {
    button.disabled = false;
    button.focus();
    complain('keys-wrong', error);
    offerAnew();
  }
}

if (button && havePasskeys) {
  keys.hidden = false;
  if (isAtHome(keys.dataset.origin)) {
    button.addEventListener('click', pressed);
    offered = offer();
  } else button.hidden = true;
} else button?.remove();
