// werift: TypeScript, passes RTP through.
import dgram from 'node:dgram';
import { once } from 'node:events';
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket } from 'werift';
import { data } from './data.mjs';
import { options, print, readPackets, signal, writePackets } from './lines.mjs';

const o = options();

// It always asks a STUN server, a public one if it is told of none, and waits for it. This one refuses at once.
const stun = dgram.createSocket('udp4', (request, { address, port }) => {
  const refusal = Buffer.concat([request.subarray(0, 20), Buffer.from([0, 9, 0, 4, 0, 0, 4, 0])]);
  refusal.writeUInt16BE(0x0111, 0);
  refusal.writeUInt16BE(refusal.length - 20, 2);
  stun.send(refusal, port, address);
});
stun.bind(0, '127.0.0.1');
await once(stun, 'listening');

const pc = new RTCPeerConnection({
  iceUseIpv6: false,
  iceServers: [{ urls: `stun:127.0.0.1:${stun.address().port}` }],
});
const track = new MediaStreamTrack({ kind: 'audio' });
const heard = [];
pc.onTrack.subscribe((t) => {
  t.onReceiveRtp.subscribe((p) => heard.push(Buffer.from(p.payload)));
});
if (!o.silent) pc.addTransceiver(track, { direction: 'sendrecv' });
// It has no way to send what is empty: no packet comes of it.
const answer = (message) => (message.length ? message : typeof message === 'string' ? 'empty text' : 'empty bytes');
if (o.data) data(pc, print, answer);

/** A packet every 20 ms. */
function send(tone) {
  const begun = process.hrtime.bigint();
  let sent = 0;
  setInterval(() => {
    const due = Number((process.hrtime.bigint() - begun) / 20_000_000n);
    for (; sent < due; sent++) {
      const header = new RtpHeader({
        payloadType: pc.getTransceivers()[0].sender.codec.payloadType,
        sequenceNumber: sent & 0xffff,
        timestamp: sent * 960,
        marker: sent === 0,
      });
      track.writeRtp(new RtpPacket(header, tone[sent % tone.length]));
    }
  }, 5);
}

let connected = false;
pc.connectionStateChange.subscribe(async (state) => {
  print({ ev: 'state', s: state });
  if (state === 'connected' && !connected) {
    connected = true;
    if (!o.silent) send(readPackets(o.in));
    await s.over();
    writePackets(o.out, heard);
    print({ ev: 'done' });
    process.exit(0);
  }
});
const s = signal(pc, o);
if (o.role === 'offer') await s.offer();
