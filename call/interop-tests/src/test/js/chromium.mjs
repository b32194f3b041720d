// Chromium by playwright-core, headless.
import http from 'node:http';
import { chromium } from 'playwright-core';
import * as lines from './lines.mjs';
import { drive } from './page.mjs';

const o = lines.options();
const server = http.createServer((q, r) => r.end('<!doctype html><title>vivavoce</title>')).listen(0, '127.0.0.1');
const browser = await chromium.launch({
  executablePath: o.browser || '/usr/bin/chromium',
  chromiumSandbox: false,
  args: [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    '--disable-features=WebRtcHideLocalIpsWithMdns',
  ],
});
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/`);
await drive(page, (name, f) => page.exposeFunction(name, f), o, lines);
await browser.close();
process.exit(0);
