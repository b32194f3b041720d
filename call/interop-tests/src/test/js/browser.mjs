// A browser, headless, driven by lines: browser.mjs chromium|firefox. It opens pages and calls what page.mjs puts into them:
//
//   in   {"id":1,"do":"open","hidden":false}   {"id":2,"page":0,"do":"call","name":"start","args":[…]}   {"id":3,"page":0,"do":"close"}
//   in   {"id":4,"page":0,"do":"save","name":"recording","args":[],"file":"…"}: what the call gives, in base64, becomes a file
//   out  {"ev":"ready","version":"…"}   {"ev":"reply","id":1,"value":…}   {"ev":"reply","id":2,"error":"…"}   {"page":0,"say":{…}}
//
// It ends with its input. Nothing of it reaches for a network: the tests give it one without a route anyway.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { data } from './data.mjs';
import { print } from './lines.mjs';
import { inPage } from './page.mjs';

const which = process.argv[2];
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vivavoce-browser-'));
process.on('exit', () => fs.rmSync(home, { recursive: true, force: true }));

const choices = {
  chromium: {
    browser: 'chrome',
    executablePath: '/usr/bin/chromium',
    userDataDir: path.join(home, 'profile'),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-domain-reliability',
      '--no-proxy-server',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=OptimizationHints,MediaRouter',
    ],
  },
  firefox: {
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.navigator.audio.fake_frequency': 660,
      'media.autoplay.default': 0,
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'network.proxy.type': 0,
      'dom.push.connection.enabled': false,
      'media.gmp-manager.updateEnabled': false,
      'services.settings.server': 'data:,',
    },
  },
};

const server = http.createServer((q, r) => {
  r.setHeader('content-type', 'text/html');
  r.end('<!doctype html><title>vivavoce</title>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await puppeteer.launch({
  headless: true,
  env: { ...process.env, HOME: home },
  timeout: 60_000,
  protocolTimeout: 60_000,
  ...choices[which],
});
const origin = `http://127.0.0.1:${server.address().port}`;
// Firefox has a preference for it.
if (which === 'chromium') await browser.defaultBrowserContext().overridePermissions(origin, ['microphone', 'camera']);
print({ ev: 'ready', version: await browser.version() });

const pages = [];

/** hidden: without a grant for the microphone, so that the browser hides its addresses behind .local names. */
async function open(hidden) {
  const page = await (hidden ? await browser.createBrowserContext() : browser).newPage();
  const index = pages.push(page) - 1;
  await page.goto(`${origin}/`);
  await page.exposeFunction('vvSay', (line) => print({ page: index, say: line }));
  await page.evaluate(`window.vvData = ${data}`);
  await page.evaluate(inPage);
  return index;
}

// Firefox makes no page while it closes another.
let last = Promise.resolve();
const inTurn = (act) => (last = last.then(act, act));

async function obey(order) {
  switch (order.do) {
    case 'open':
      return inTurn(() => open(order.hidden));
    case 'call':
      return pages[order.page].evaluate((name, args) => window.vv[name](...args), order.name, order.args);
    case 'save': {
      const bytes = await pages[order.page].evaluate((name, args) => window.vv[name](...args), order.name, order.args);
      return fs.writeFileSync(order.file, Buffer.from(bytes, 'base64'));
    }
    case 'close':
      return inTurn(() => pages[order.page].close());
    default:
      throw new Error(`no such order: ${order.do}`);
  }
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const order = JSON.parse(line);
    obey(order).then(
      (value) => print({ ev: 'reply', id: order.id, value: value === undefined ? null : value }),
      (error) => print({ ev: 'reply', id: order.id, error: String((error && error.stack) || error) }),
    );
  }
});
process.stdin.on('end', async () => {
  await browser.close();
  process.exit(0);
});
