// Sets connections up between two ends of @roamhq/wrtc in this process, one after the other.
//
//   node setup.mjs WARM RUNS
//
// Prints one JSON object: peer, runs, medianMs, p90Ms, leastMs, from createOffer until both ends are connected. Each connection
// makes its own certificate when it is made, before the time begins.

import wrtc from '@roamhq/wrtc';

const [, , warmText, runsText] = process.argv;
const runs = Number(runsText);

function connected(pc) {
  return new Promise((resolve, reject) => {
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === 'connected') resolve();
      if (pc.connectionState === 'failed') reject(new Error('the connection failed'));
    };
  });
}

// Candidates wait for the description of whom they come from. Those that come after the end are refused, which is no failure.
function trickle(from, to) {
  let ready;
  const described = new Promise((resolve) => {
    ready = resolve;
  });
  const add = async (candidate) => {
    await described;
    try {
      await to.addIceCandidate(candidate);
    } catch (e) {
      if (to.signalingState !== 'closed') throw e;
    }
  };
  from.onicecandidate = (e) => e.candidate && add(e.candidate);
  return ready;
}

async function once() {
  const a = new wrtc.RTCPeerConnection();
  const b = new wrtc.RTCPeerConnection();
  a.createDataChannel('setup');
  const both = Promise.all([connected(a), connected(b)]);
  const describedToB = trickle(a, b);
  const describedToA = trickle(b, a);
  const begin = process.hrtime.bigint();
  const offer = await a.createOffer();
  await a.setLocalDescription(offer);
  await b.setRemoteDescription(offer);
  describedToB();
  const answer = await b.createAnswer();
  await b.setLocalDescription(answer);
  await a.setRemoteDescription(answer);
  describedToA();
  await both;
  const millis = Number(process.hrtime.bigint() - begin) / 1e6;
  a.close();
  b.close();
  return millis;
}

for (let i = 0; i < Number(warmText); i++) {
  await once();
}
const times = [];
for (let i = 0; i < runs; i++) {
  times.push(await once());
}
times.sort((x, y) => x - y);
const round = (x) => Number(x.toFixed(2));
console.log(
  JSON.stringify({
    peer: '@roamhq/wrtc',
    runs,
    medianMs: round(times[runs >> 1]),
    p90Ms: round(times[Math.floor((runs * 9) / 10)]),
    leastMs: round(times[0]),
  }),
);
process.exit(0);
