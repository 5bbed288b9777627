// A receipt, checked here: DSSE's envelope, Ed25519 by the browser's own hands, and what it is about.
import { api, make } from './studio.js';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const STATEMENT = 'https://in-toto.io/Statement/v1';
const PREDICATE = 'https://repertoire.dev/publication/v1';

const root = document.getElementById('verify');
const list = root.querySelector('[data-checks]');
const { publication, revision } = root.dataset;
root.querySelector('[data-live]').hidden = false;
root.querySelector('[data-verify]').addEventListener('click', () => check(async () => (await api('GET', `/api/publications/${publication}/receipt`)).text()));
root.querySelector('[data-file]').addEventListener('change', ({ target }) => {
  const [file] = target.files;
  target.value = '';
  if (file) check(() => file.text());
});

const bytesOf = (text) => new TextEncoder().encode(text);
const decoded = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const digest = async (bytes) => hex(await crypto.subtle.digest('SHA-256', bytes));

/** What DSSE signs: its type and its bytes, each with its length before it. */
function preAuthenticationEncoding(type, body) {
  const head = bytesOf(`DSSEv1 ${bytesOf(type).length} ${type} ${body.length} `);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  return all;
}

/** Canonical JSON (RFC 8785): members in order, numbers as ECMAScript writes them. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

let run = 0;

async function check(read) {
  const mine = ++run;
  list.replaceChildren();
  const line = (kind, word, text) => { if (mine === run) list.append(make('li', { class: kind }, make('span', { class: `chip ${kind}` }, word), ' ', text)); };
  const right = (text) => line('good', 'right', text);
  try {
    if (!globalThis.crypto?.subtle) throw new Unable('This browser checks signatures only where the connection is safe: on https, or on this machine.');
    const statement = await signed(await read(), right);
    await isAbout(statement, right);
    line('good', 'verified', 'The receipt is genuine, and it is about what apps fetch.');
  } catch (error) {
    if (error instanceof Unable) line('warn', 'not checked', error.message);
    else line('bad', 'not genuine', error instanceof Wrong ? error.message : `It can’t be read: ${error.message}`);
  }
}

/** The browser can’t tell. */
class Unable extends Error {}
/** The receipt proves nothing. */
class Wrong extends Error {}

/** The statement in an envelope, which one of the server’s keys signed. */
async function signed(text, right) {
  const envelope = JSON.parse(text);
  if (envelope.payloadType !== PAYLOAD_TYPE) throw new Wrong(`The envelope carries ${envelope.payloadType}, not ${PAYLOAD_TYPE}.`);
  const body = decoded(envelope.payload);
  const keys = await (await api('GET', '/api/keys')).json();
  const signature = envelope.signatures.find(({ keyid }) => keys.some(({ id }) => id === keyid));
  const key = keys.find(({ id }) => id === signature?.keyid);
  if (!key) throw new Wrong('None of the server’s keys signed it.');
  const raw = decoded(key.publicKey);
  if (await digest(raw) !== key.id) throw new Wrong('The key is not the one that its name says.');
  right(`The key ${key.id.slice(0, 12)}… is one of the server’s, and has that digest.`);
  const verifier = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
    .catch(() => { throw new Unable('This browser knows no Ed25519: Chromium 137, Firefox 129 or Safari 17 do. The command below does too.'); });
  const fits = await crypto.subtle.verify('Ed25519', verifier, decoded(signature.sig), preAuthenticationEncoding(PAYLOAD_TYPE, body));
  if (!fits) throw new Wrong('The signature does not fit: the receipt was changed, or it is not signed by this key.');
  right(`The signature fits: not one of ${body.length} bytes was changed since.`);
  return JSON.parse(new TextDecoder().decode(body));
}

/** That the statement is of this publication, and of the bytes that are served. */
async function isAbout(statement, right) {
  if (statement._type !== STATEMENT || statement.predicateType !== PREDICATE) throw new Wrong('The statement is not one of a publication.');
  const { predicate } = statement;
  const named = statement.subject.map((subject) => subject.digest.sha256).sort();
  const described = [predicate.payload.digest, predicate.revision.digest].sort();
  if (named.join() !== described.join()) throw new Wrong('The statement contradicts itself: it is not about the revision and the payload that it describes.');
  if (predicate.publication !== publication) throw new Wrong('It is signed, and it is the receipt of another publication than this page’s.');
  right(`It is of this publication: move ${predicate.sequence}, ${predicate.kind}.`);
  const payload = await (await api('GET', `/api/runtime/payloads/${predicate.payload.digest}`)).arrayBuffer();
  if (await digest(payload) !== predicate.payload.digest) throw new Wrong('The payload that is served has another digest.');
  right(`The payload has the digest that it says, in ${payload.byteLength} bytes.`);
  const { content } = await (await api('GET', `/api/revisions/${revision}`)).json();
  if (await digest(bytesOf(canonical(content))) !== predicate.revision.digest) throw new Wrong('The revision that is served has another digest.');
  right(`Revision ${predicate.revision.number} has the digest that it says.`);
}
