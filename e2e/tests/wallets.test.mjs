// Wallets: one that the browser has, and one that signs elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 as keccak } from '@noble/hashes/sha3.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Browser, Server, sound } from '../harness.mjs';

let server, browser, home;
before(async () => {
  server = await Server.start();
  browser = await Browser.open();
  home = server.url.replace('127.0.0.1', 'localhost');
});
after(async () => { await browser?.close(); await server?.stop(); });

/** A wallet with one key: its address, and what it makes of a text (EIP-191). */
function wallet(seed) {
  const key = new Uint8Array(32).fill(seed);
  const address = `0x${bytesToHex(keccak(secp256k1.getPublicKey(key, false).slice(1)).slice(12))}`;
  const sign = (text) => {
    const bytes = utf8ToBytes(text);
    const digest = keccak(concatBytes(utf8ToBytes(`\x19Ethereum Signed Message:\n${bytes.length}`), bytes));
    const [parity, ...rs] = secp256k1.sign(digest, key, { prehash: false, format: 'recovered' });
    return `0x${bytesToHex(Uint8Array.from(rs))}${(27 + parity).toString(16)}`;
  };
  return { address, sign };
}

/** Puts a wallet into a window, as an extension does: it says its name, and asks its owner. */
async function install(page, { address, sign }, { says = true, chain = '0x1' } = {}) {
  const asked = [];
  await page.exposeFunction('wallet', async (method, params = []) => {
    asked.push(method);
    if (method === 'eth_requestAccounts') return [address];
    if (method === 'eth_chainId') return chain;
    if (!says) return { code: 4001 };
    assert.equal(params[1].toLowerCase(), address);
    return sign(new TextDecoder().decode(hexToBytes(params[0].slice(2))));
  });
  await page.addInitScript(() => {
    const provider = { request: async ({ method, params }) => {
      const answer = await window.wallet(method, params);
      if (answer?.code) throw Object.assign(new Error('no'), answer);
      return answer;
    } };
    const info = { uuid: crypto.randomUUID(), name: 'Pocket', rdns: 'example.pocket', icon: 'data:,' };
    const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
    window.ethereum = provider;
    addEventListener('eip6963:requestProvider', announce);
    announce();
  });
  return asked;
}

async function visit(person) {
  const page = await browser.as(null);
  page.setDefaultTimeout(15_000);
  await page.goto((await person.link()).replace('127.0.0.1', 'localhost'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/account/);
  return page;
}

test('a wallet of the browser is linked, and signs in, with the keyboard alone', async () => {
  const page = await visit(await server.person('ada-wallet', ['creator']));
  const mine = wallet(1);
  const asked = await install(page, mine);
  await page.goto(`${home}/account`);
  await page.getByRole('link', { name: 'Link a wallet' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/wallets\/link/);
  await sound(page, assert);
  await page.getByRole('button', { name: 'Use Pocket' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('The wallet is linked').waitFor();
  assert.deepEqual(asked, ['eth_requestAccounts', 'eth_chainId', 'personal_sign']);
  const shown = await page.locator('.address').textContent();
  assert.equal(shown.toLowerCase(), mine.address);
  assert.notEqual(shown, mine.address);
  await sound(page, assert);
  await page.getByRole('button', { name: 'Sign out here' }).click();
  await page.waitForURL(/sign-in/);

  await page.goto(`${home}/library`);
  await page.getByRole('link', { name: 'Sign in with a wallet' }).click();
  await page.getByRole('button', { name: 'Use Pocket' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(({ pathname }) => pathname === '/library');
  await page.goto(`${home}/account`);
  await page.getByText(/this one · by wallet/).waitFor();
});

test('without a wallet in the browser the message is signed elsewhere and pasted', async () => {
  const page = await visit(await server.person('bo-wallet', ['creator']));
  const mine = wallet(2);
  await page.goto(`${home}/account/wallets/link`);
  await page.getByLabel('Address').fill(mine.address.replace('0x', '0x0'));
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('40 hexadecimal digits').waitFor();
  await sound(page, assert);
  await page.getByLabel('Address').fill(mine.address);
  await page.keyboard.press('Enter');
  const message = await page.getByLabel('Message').inputValue();
  await sound(page, assert);
  await page.getByLabel('Signature').fill(`${mine.sign(message)}00`);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('EIP-1271').waitFor();
  assert.equal(await page.getByLabel('Message').inputValue(), message);
  await page.getByLabel('Signature').fill(mine.sign(message));
  await page.keyboard.press('Enter');
  await page.getByText('The wallet is linked').waitFor();
  await page.getByText('Unlink the wallet').focus();
  await page.keyboard.press('Enter');
  await page.getByText('This is the only way in that you have.').waitFor();
  await sound(page, assert);
  await page.getByRole('button', { name: 'Unlink it all the same' }).click();
  await page.getByText('The wallet is unlinked.').waitFor();
});

test('a wallet that nobody linked lets nobody in, and one that says no changes nothing', async () => {
  const page = await browser.as(null);
  page.setDefaultTimeout(15_000);
  await install(page, wallet(3));
  await page.goto(`${home}/sign-in/wallet`);
  await page.getByRole('button', { name: 'Use Pocket' }).click();
  await page.getByRole('alert').getByText('no account here takes this wallet').waitFor();
  await sound(page, assert);
  const other = await browser.as(null);
  await install(other, wallet(4), { says: false });
  await other.goto(`${home}/sign-in/wallet`);
  await other.getByRole('button', { name: 'Use Pocket' }).click();
  await other.getByRole('alert').getByText('the wallet was told no').waitFor();
  await other.getByRole('button', { name: 'Sign with Pocket' }).waitFor();
  await sound(other, assert);
});

test('the pages work where no script runs', async () => {
  const page = await visit(await server.person('cy-wallet', ['creator']));
  const state = await page.context().storageState();
  const plain = await browser.as(null, { javaScriptEnabled: false, storageState: state, viewport: { width: 390, height: 844 } });
  const mine = wallet(5);
  await plain.goto(`${home}/account/wallets/link`);
  await plain.getByLabel('Address').fill(mine.address);
  await plain.getByRole('button', { name: 'Show what to sign' }).click();
  const message = await plain.getByLabel('Message').inputValue();
  await plain.getByLabel('Signature').fill(mine.sign(message));
  await plain.getByRole('button', { name: 'Link the wallet' }).click();
  await plain.getByText('The wallet is linked').waitFor();
});
