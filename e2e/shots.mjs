// Pictures of every page: three widths, both themes, into e2e/shots. `node shots.mjs [PAGE…]`
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Browser, Server } from './harness.mjs';
import { PAGES, stage } from './stage.mjs';

const WIDTHS = { phone: 390, tablet: 820, desk: 1440 };
const wanted = process.argv.slice(2);
const out = path.join(path.dirname(fileURLToPath(import.meta.url)), 'shots');
mkdirSync(out, { recursive: true });
const server = await Server.start();
const browser = await Browser.open();
try {
  const set = await stage(server);
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, pixels] of Object.entries(WIDTHS)) {
      for (const { name, who, path: where, ready } of PAGES.filter((page) => wanted.length === 0 || wanted.includes(page.name))) {
        set.windows ??= new Map();
        const key = `${who} ${colorScheme} ${width}`;
        if (!set.windows.has(key)) set.windows.set(key, await browser.as(who && set[who], { colorScheme, viewport: { width: pixels, height: 900 } }));
        const page = set.windows.get(key);
        await page.goto(server.url + (typeof where === 'function' ? where(set) : where), { waitUntil: 'networkidle' });
        if (ready) await ready(page, set);
        await page.screenshot({ path: path.join(out, `${name}-${width}-${colorScheme}.png`), fullPage: true });
        console.log(`${name}-${width}-${colorScheme}.png`);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
