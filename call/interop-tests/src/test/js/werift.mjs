// werift: TypeScript, passes RTP through.
import { MediaStreamTrack, RTCPeerConnection, RtpHeader, RtpPacket } from 'werift';
import { echo, options, print, readPackets, signal, writePackets } from './lines.mjs';

const o = options();
const pc = new RTCPeerConnection({ iceUseIpv6: false });
const track = new MediaStreamTrack({ kind: 'audio' });
const tone = readPackets(o.in);
const heard = [];
pc.onTrack.subscribe((t) => {
  t.onReceiveRtp.subscribe((p) => heard.push(Buffer.from(p.payload)));
});
pc.addTransceiver(track, { direction: 'sendrecv' });

pc.ondatachannel = ({ channel }) => echo(channel);
if (o.data && o.role === 'offer') pc.createDataChannel('fromthem');

let connected = false;
pc.connectionStateChange.subscribe(async (state) => {
  print({ ev: 'state', s: state });
  if (state === 'connected' && !connected) {
    connected = true;
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
    await s.over();
    writePackets(o.out, heard);
    print({ ev: 'done' });
    process.exit(0);
  }
});
const s = signal(pc, o);
if (o.role === 'offer') await s.offer();
