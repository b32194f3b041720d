// @roamhq/wrtc: libwebrtc in Node, PCM in and out.
import wrtc from '@roamhq/wrtc';
import { data } from './data.mjs';
import { RATE, options, print, signal, writeWav } from './lines.mjs';

const o = options();
const pc = new wrtc.RTCPeerConnection();
const source = new wrtc.nonstandard.RTCAudioSource();
const heard = [];
let rate = RATE;
pc.ontrack = ({ track }) => {
  const sink = new wrtc.nonstandard.RTCAudioSink(track);
  sink.ondata = (d) => {
    rate = d.sampleRate;
    const n = d.channelCount || 1;
    for (let i = 0; i < d.samples.length; i += n) heard.push(d.samples[i]);
  };
};
if (!o.silent) pc.addTrack(source.createTrack());
if (o.data) data(pc, print);

let phase = 0;
const begun = process.hrtime.bigint();
let sent = 0;
const pump = o.silent ? undefined : setInterval(() => {
  const due = Number((process.hrtime.bigint() - begun) / 10_000_000n);
  for (; sent < due; sent++) {
    const samples = new Int16Array(RATE / 100);
    for (let i = 0; i < samples.length; i++) {
      samples[i] = Math.round(4634 * Math.sin(phase));
      phase += (2 * Math.PI * o.hertz) / RATE;
    }
    source.onData({ samples, sampleRate: RATE, bitsPerSample: 16, channelCount: 1, numberOfFrames: samples.length });
  }
}, 5);

let connected = false;
pc.onconnectionstatechange = async () => {
  print({ ev: 'state', s: pc.connectionState });
  if (pc.connectionState === 'connected' && !connected) {
    connected = true;
    await s.over();
    writeWav(o.out, rate, Int16Array.from(heard));
    print({ ev: 'done' });
    clearInterval(pump);
    process.exit(0);
  }
};
const s = signal(pc, o);
if (o.role === 'offer') await s.offer();
