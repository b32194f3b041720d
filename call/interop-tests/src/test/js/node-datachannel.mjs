// node-datachannel: libdatachannel in Node, through its W3C API. Data channels only.
import polyfill from 'node-datachannel/polyfill';
import { data } from './data.mjs';
import { options, print, signal } from './lines.mjs';

const o = options();
const pc = new polyfill.RTCPeerConnection();
data(pc, print);

let connected = false;
pc.onconnectionstatechange = async () => {
  print({ ev: 'state', s: pc.connectionState });
  if (pc.connectionState === 'connected' && !connected) {
    connected = true;
    await s.over();
    print({ ev: 'done' });
    process.exit(0);
  }
};
const s = signal(pc, o);
if (o.role === 'offer') await s.offer();
