// Loads one data channel between two connections in a page of a browser.
//
//   node browser.mjs chromium|firefox BYTES SECONDS
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { load } from './load.mjs';

const [, , name, bytes, seconds] = process.argv;
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'vivavoce-rival-'));
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
      '--no-proxy-server',
      '--disable-features=WebRtcHideLocalIpsWithMdns,OptimizationHints',
    ],
  },
  firefox: {
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    extraPrefsFirefox: {
      'media.peerconnection.ice.obfuscate_host_addresses': false,
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'network.proxy.type': 0,
      'dom.push.connection.enabled': false,
      'services.settings.server': 'data:,',
      // What the round trip is timed with; by default it is coarse.
      'privacy.reduceTimerPrecision': false,
    },
  },
};

const server = http.createServer((q, r) => {
  r.setHeader('content-type', 'text/html');
  r.end('<!doctype html><title>rival</title>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const browser = await puppeteer.launch({ ...choices[name], headless: true, env: { ...process.env, HOME: home } });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const result = await page.evaluate(
    `(${load})(RTCPeerConnection, { bytes: ${Number(bytes)}, seconds: ${Number(seconds)}, role: 'both' })`,
  );
  console.log(JSON.stringify({ peer: name, bytes: Number(bytes), ...result }));
} finally {
  await browser.close();
}
process.exit(0);
