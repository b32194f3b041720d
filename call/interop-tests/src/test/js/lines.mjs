// What the peers in JavaScript share: JSON lines as `vivavoce peer` speaks them, tones and WAV files.
import fs from 'node:fs';
import readline from 'node:readline';

export const RATE = 48000;

/** Options as the tests give them: role, then --name value or --flag. */
export function options() {
  const [role, ...rest] = process.argv.slice(2);
  const o = { role, seconds: 7, hertz: 660 };
  for (let i = 0; i < rest.length; i++) {
    const name = rest[i].slice(2);
    o[name] = i + 1 < rest.length && !rest[i + 1].startsWith('--') ? rest[++i] : true;
  }
  o.seconds = Number(o.seconds);
  o.hertz = Number(o.hertz);
  return o;
}

export function print(object) {
  fs.writeSync(1, JSON.stringify(object) + '\n');
}

export function fail(error) {
  print({ ev: 'error', e: String((error && error.stack) || error) });
  process.exit(1);
}

process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

/** Hands each line of standard input over, one after the other. */
async function eachLine(take) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim()) await take(JSON.parse(line));
  }
}

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

/** A WAV file of mono 16-bit PCM. */
export function writeWav(file, rate, samples) {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length * 2, 40);
  fs.writeFileSync(file, Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, samples.length * 2)]));
}

/** Opus packets, each after its length in 16 bits: how stacks without a codec take and give sound. */
export function readPackets(file) {
  const all = fs.readFileSync(file);
  const packets = [];
  for (let at = 0; at < all.length; ) {
    const n = all.readUInt16BE(at);
    packets.push(all.subarray(at + 2, at + 2 + n));
    at += 2 + n;
  }
  return packets;
}

export function writePackets(file, packets) {
  const parts = [];
  for (const p of packets) {
    const n = Buffer.alloc(2);
    n.writeUInt16BE(p.length);
    parts.push(n, p);
  }
  fs.writeFileSync(file, Buffer.concat(parts));
}

/**
 * Offer and answer over the lines for anything with the W3C's API. offer() begins; lines are taken until there are no more, and
 * over() waits for that, or for the seconds that the options allow, from when it is called.
 */
export function signal(pc, o) {
  pc.onicecandidate = (e) => {
    if (o.trickle && e.candidate && e.candidate.candidate) {
      const c = e.candidate;
      print({ candidate: { candidate: c.candidate, sdpMid: c.sdpMid, sdpMLineIndex: c.sdpMLineIndex } });
    }
  };
  const gathered = () =>
    pc.iceGatheringState === 'complete'
      ? Promise.resolve()
      : new Promise((resolve) => {
          const timer = setInterval(() => {
            if (pc.iceGatheringState === 'complete') {
              clearInterval(timer);
              resolve();
            }
          }, 5);
        });
  const describe = async (made) => {
    await pc.setLocalDescription(made);
    if (!o.trickle) await gathered();
    print({ type: pc.localDescription.type, sdp: pc.localDescription.sdp });
  };
  const taken = eachLine(async (line) => {
    if (line.sdp) {
      await pc.setRemoteDescription(line);
      if (line.type === 'offer') await describe(await pc.createAnswer());
    } else if (line.candidate && line.candidate.candidate) {
      await pc.addIceCandidate(line.candidate);
    }
  });
  let up = false;
  taken.then(() => up || fail('standard input ended before there was a connection'), fail);
  return {
    offer: async () => describe(await pc.createOffer()),
    over: () => {
      up = true;
      return Promise.race([sleep(o.seconds * 1000), taken]);
    },
  };
}
