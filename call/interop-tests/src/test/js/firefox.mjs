// Firefox by puppeteer-core over WebDriver BiDi, headless, with a home of its own.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import * as lines from './lines.mjs';
import { drive } from './page.mjs';

const o = lines.options();
o.noContext = true;
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vivavoce-firefox-'));
const server = http.createServer((q, r) => r.end('<!doctype html><title>vivavoce</title>')).listen(0, '127.0.0.1');
const browser = await puppeteer.launch({
  browser: 'firefox',
  executablePath: o.browser || '/usr/bin/firefox-esr',
  headless: true,
  env: { ...process.env, HOME: home },
  timeout: 120_000,
  protocolTimeout: 120_000,
  extraPrefsFirefox: {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    'media.navigator.audio.fake_frequency': o.hertz,
    'media.peerconnection.ice.obfuscate_host_addresses': false,
  },
});
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/`);
await drive(page, (name, f) => page.exposeFunction(name, f), o, lines);
await browser.close();
fs.rmSync(home, { recursive: true, force: true });
process.exit(0);
