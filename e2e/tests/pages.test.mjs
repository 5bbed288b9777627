// Every page, as those who may see it: no violation, no error, nothing wider than a phone, and small.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, Server, sound } from '../harness.mjs';
import { PAGES, stage } from '../stage.mjs';

/** Bytes of a page before pictures: text, styles and scripts. */
const WEIGHT_MAX = 150_000;

let server, browser, set;
before(async () => { server = await Server.start(); browser = await Browser.open(); set = await stage(server); });
after(async () => { await browser?.close(); await server?.stop(); });

for (const { name, who, path, ready } of PAGES) {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390]]) {
    test(`${name}, ${colorScheme}, ${width} wide`, async () => {
      const page = await browser.as(who && set[who], { colorScheme, viewport: { width, height: 800 } });
      let weight = 0;
      page.on('response', async (response) => {
        if (/html|css|javascript|json/.test(response.headers()['content-type'] ?? '')) weight += (await response.body().catch(() => '')).length;
      });
      await page.goto(server.url + (typeof path === 'function' ? path(set) : path), { waitUntil: 'networkidle' });
      if (ready) await ready(page, set);
      await sound(page, assert);
      assert.ok(weight < WEIGHT_MAX, `${weight} bytes`);
      await page.context().close();
    });
  }
}
