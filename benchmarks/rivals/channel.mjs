// Loads one data channel of a stack for node, with both ends in this process or one in it.
//
//   node channel.mjs wrtc|node-datachannel|werift BYTES SECONDS [send|sink]
//
// Prints JSON as org.vivavoce.benchmarks.channel.ChannelRun does.
import readline from 'node:readline';
import { load } from './load.mjs';

const [, , name, bytes, seconds, role = 'both'] = process.argv;

// werift has the W3C's names but for few.
function likeBrowsers(Werift) {
  return class extends Werift {
    constructor() {
      super({ iceUseIpv6: false });
    }
  };
}

const stacks = {
  wrtc: async () => (await import('@roamhq/wrtc')).default.RTCPeerConnection,
  'node-datachannel': async () => (await import('node-datachannel/polyfill')).RTCPeerConnection,
  werift: async () => likeBrowsers((await import('werift')).RTCPeerConnection),
};

function tell(kind, content) {
  const line =
    kind === 'result'
      ? JSON.stringify(content)
      : `${kind} ${Buffer.from(JSON.stringify(content)).toString('base64')}`;
  console.log(line);
}

const lines = role === 'both' ? null : readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function hear() {
  const { value, done } = await lines.next();
  if (done) return null;
  const [kind, content] = value.split(' ');
  return [kind, JSON.parse(Buffer.from(content, 'base64').toString())];
}

const result = await load(await stacks[name](), { bytes: Number(bytes), seconds: Number(seconds), role, tell, hear });
if (role !== 'send') tell('result', { peer: name, bytes: Number(bytes), ...result });
process.exit(0);
