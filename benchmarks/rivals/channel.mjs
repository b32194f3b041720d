// One ordered, reliable data channel between two connections in this process, loaded for some seconds.
//
//   node channel.mjs wrtc|node-datachannel BYTES SECONDS
//
// Prints one JSON object a line: peer, bytes (of a message), MBps, roundTripMicros (median, 100 bytes).

const [, , name, bytesText, secondsText] = process.argv;
const bytes = Number(bytesText);
const seconds = Number(secondsText);
const WARM_UP_MS = 1500;
const HIGH = 4 << 20;
const LOW = 1 << 20;
const PINGS = 2000;

const stacks = {
  wrtc: async () => (await import('@roamhq/wrtc')).default.RTCPeerConnection,
  'node-datachannel': async () => (await import('node-datachannel/polyfill')).RTCPeerConnection,
};
const PeerConnection = await stacks[name]();

const a = new PeerConnection();
const b = new PeerConnection();
a.onicecandidate = (e) => e.candidate && b.addIceCandidate(e.candidate);
b.onicecandidate = (e) => e.candidate && a.addIceCandidate(e.candidate);

const out = a.createDataChannel('load');
const incoming = new Promise((resolve) => {
  b.ondatachannel = (e) => resolve(e.channel);
});
const opened = new Promise((resolve) => {
  out.onopen = resolve;
});
await a.setLocalDescription(await a.createOffer());
await b.setRemoteDescription(a.localDescription);
await b.setLocalDescription(await b.createAnswer());
await a.setRemoteDescription(b.localDescription);
await opened;
const into = await incoming;
out.binaryType = 'arraybuffer';
into.binaryType = 'arraybuffer';

async function roundTrip() {
  const ping = new Uint8Array(100);
  into.onmessage = () => into.send(ping);
  const times = [];
  for (let i = 0; i < PINGS; i++) {
    const begin = process.hrtime.bigint();
    await new Promise((resolve) => {
      out.onmessage = resolve;
      out.send(ping);
    });
    times.push(Number(process.hrtime.bigint() - begin) / 1000);
  }
  times.sort((x, y) => x - y);
  return times[PINGS / 2];
}

async function throughput() {
  const message = new Uint8Array(bytes);
  let received = 0;
  into.onmessage = (e) => {
    received += e.data.byteLength;
  };
  let done = false;
  const fill = () => {
    while (!done && out.bufferedAmount < HIGH) {
      out.send(message);
    }
  };
  out.bufferedAmountLowThreshold = LOW;
  out.onbufferedamountlow = fill;
  // Stacks that are late with the event are helped, so that none stands still.
  const nudge = setInterval(fill, 5);
  fill();
  await new Promise((resolve) => setTimeout(resolve, WARM_UP_MS));
  const before = received;
  const begin = process.hrtime.bigint();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const elapsed = Number(process.hrtime.bigint() - begin) / 1e9;
  const rate = (received - before) / elapsed / 1e6;
  done = true;
  clearInterval(nudge);
  return rate;
}

const roundTripMicros = await roundTrip();
const MBps = await throughput();
console.log(
  JSON.stringify({
    peer: name,
    bytes,
    MBps: Number(MBps.toFixed(1)),
    roundTripMicros: Math.round(roundTripMicros),
  }),
);
process.exit(0);
