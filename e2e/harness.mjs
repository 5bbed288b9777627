// A server of one's own, people who use it, and a browser to look with.
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
export const PROGRAM = process.env.REPERTOIRE_PROGRAM ?? path.join(target, 'debug', 'repertoire');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
export const BROWSER = process.env.CHROMIUM ?? BROWSERS.find(existsSync);

/** A server with a database of its own, on a free port. */
export class Server {
  static async start() {
    const data = mkdtempSync(path.join(tmpdir(), 'rpt-e2e-'));
    // Started as root, PostgreSQL runs as somebody else, who has to get in.
    chmodSync(data, 0o711);
    const server = new Server(data);
    await server.#run('127.0.0.1:0');
    const [, token] = /(rpt_\S+)/.exec(server.told) ?? [];
    server.admin = new Client(server.url, token);
    return server;
  }

  constructor(data) { this.data = data; this.told = ''; }

  async #run(listen) {
    this.process = spawn(PROGRAM, ['serve', '--data', this.data, '--listen', listen], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DATABASE_URL: '' } });
    this.process.stderr.on('data', (text) => { this.told += text; });
    this.url = await new Promise((ready, failed) => {
      let out = '';
      this.process.stdout.on('data', (text) => { out += text; const [, url] = /ready at (\S+)/.exec(out) ?? []; if (url) ready(url); });
      this.process.on('exit', (code) => failed(new Error(`the server ended with ${code}: ${this.told}`)));
    });
  }

  /** The link that the first start prints. */
  get firstLink() { return this.url + /(\/sign-in\/link\S+)/.exec(this.told)[1]; }

  /** An account with roles: its id, a token, and a link to the studio. */
  async person(handle, roles, { appId } = {}) {
    const { id } = await this.admin.post('/api/accounts', { handle, displayName: handle, roles });
    const { token } = await this.admin.post(`/api/accounts/${id}/tokens`, { label: 'tests', ...(appId && { appId }) });
    const link = async () => this.url + (await this.admin.post(`/api/accounts/${id}/sign-in-links`)).path;
    return { id, handle, link, api: new Client(this.url, token) };
  }

  /** Whom the first start made. */
  async administrator() {
    const { items: [{ id, handle }] } = await this.admin.get('/api/accounts?role=admin');
    const link = async () => this.url + (await this.admin.post(`/api/accounts/${id}/sign-in-links`)).path;
    return { id, handle, link, api: this.admin };
  }

  async restart() {
    const { port } = new URL(this.url);
    await this.#end();
    await this.#run(`127.0.0.1:${port}`);
  }

  async #end() {
    const ended = new Promise((done) => this.process.once('exit', done));
    this.process.removeAllListeners('exit');
    this.process.once('exit', () => {});
    this.process.kill('SIGTERM');
    await Promise.race([ended, new Promise((done) => this.process.once('exit', done))]);
  }

  async stop() {
    await this.#end();
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** The API, as somebody. */
export class Client {
  constructor(url, token) { Object.assign(this, { url, token }); }

  async send(method, where, body, headers = {}) {
    const isBytes = body instanceof Uint8Array;
    const response = await fetch(this.url + where, {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...(body !== undefined && { 'Content-Type': isBytes ? 'application/octet-stream' : 'application/json' }), ...headers },
      body: body === undefined || isBytes ? body : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  get(where) { return this.send('GET', where); }
  post(where, body, headers) { return this.send('POST', where, body, headers); }
  put(where, body) { return this.send('PUT', where, body); }
  patch(where, body, version) { return this.send('PATCH', where, body, { 'If-Match': `"${version}"` }); }
}

/** A browser. Each visitor has a window of their own, signed in. */
export class Browser {
  static async open() {
    const browser = new Browser();
    browser.chromium = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    return browser;
  }

  /** A window in which somebody is signed in. What goes wrong in it, scripts and policy included, is kept. */
  async as(person, options = {}) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await this.watched(context);
    if (person) {
      await page.goto(await person.link());
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/account/);
    }
    return page;
  }

  async watched(context) {
    const page = await context.newPage();
    // E2E_ASSETS=disk: scripts and styles as they stand in the tree, without building anew.
    if (process.env.E2E_ASSETS === 'disk') {
      await context.route('**/assets/**', (route) => route.fulfill({ path: path.join(root, 'crates/server/assets', new URL(route.request().url()).pathname.split('/').pop()) }));
    }
    page.wrongs = [];
    page.on('pageerror', (error) => page.wrongs.push(String(error)));
    page.on('console', (message) => { if (message.type() === 'error' && !/status of (401|403|404|409|412|422|503)|ERR_INTERNET_DISCONNECTED/.test(message.text())) page.wrongs.push(message.text()); });
    page.on('dialog', (dialog) => { page.wrongs.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
    return page;
  }

  close() { return this.chromium.close(); }
}

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core has against the page, in words. */
export async function violations(page) {
  // The page's own policy keeps scripts of others out: this one comes in beside it.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe });
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${it.help} — ${node.target.join(' ')}`));
}

/** What every page must be: no violation, nothing wrong in the console, nothing wider than the window. */
export async function sound(page, assert) {
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(page.wrongs, []);
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(wide <= window, `the page is ${wide} wide in a window of ${window}`);
}

/** Text that a hostile card would have in every field. */
export const HOSTILE = `<script>document.title='owned'</script><img src=x onerror="document.title='owned'">"'></textarea><svg onload=alert(1)>{{7*7}}\u202Eabc`;
