// Keys that devices hold: what the server asks in JSON, as browsers take it, and back again.
import { make } from './studio.js';

const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const described = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

export const havePasskeys = 'PublicKeyCredential' in window && isSecureContext;

/** Whether keys work where the page is open; says where they do otherwise. */
export function isAtHome(origin) {
  if (location.origin === origin) return true;
  const there = new URL(location.pathname, origin);
  const told = document.getElementById('elsewhere');
  told.replaceChildren('Keys are bound to one address, and this page is open at another one. ', make('a', { href: there.href }, `Open it at ${origin}`), ' to use them.');
  told.hidden = false;
  return false;
}

/** Lets a device make a passkey. Answers it as the server takes it. */
export async function makePasskey(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: described(options.excludeCredentials),
  };
  const key = await navigator.credentials.create({ publicKey });
  const { response } = key;
  return answered(key, { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] });
}

/** Lets a device use a passkey: at once, or when somebody chooses one in the field for the handle. */
export async function usePasskey(options, { signal, mediation }) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials) };
  const key = await navigator.credentials.get({ publicKey, signal, mediation });
  const { response } = key;
  return answered(key, {
    authenticatorData: text(response.authenticatorData), signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

function answered(key, response) {
  return {
    id: key.id, rawId: text(key.rawId), type: key.type, authenticatorAttachment: key.authenticatorAttachment ?? null,
    clientExtensionResults: {}, response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
  };
}

/** What went wrong, in words. */
export function inWords(error) {
  if (error.name === 'NotAllowedError') return 'Nothing was done: the question was closed, or took too long.';
  if (error.name === 'InvalidStateError') return 'This device or password manager holds a passkey of yours already.';
  if (error.name === 'SecurityError') return 'The browser does not use keys at this address.';
  return error.message;
}

/** Shows what went wrong where it concerns, or nothing. */
export function complain(id, error) {
  const line = document.getElementById(id);
  line.textContent = error ? inWords(error) : '';
  line.hidden = !error;
}
