// One ordered, reliable data channel under load. It runs in node and, as text, in a page of a browser, so it uses nothing from outside.
//
// options: bytes, seconds, role ('both', 'send' or 'sink'), tell (role, object) for signals to the other process, hear() for the
// next of its signals, or null at their end. Returns what it measured: MBps, roundTripMicros (median, 100 bytes).
export async function load(PeerConnection, options) {
  const { bytes, seconds, role, tell, hear } = options;
  const WARM_UP_MS = 1500;
  const HIGH = 4 << 20;
  const LOW = 1 << 20;
  const PINGS = 2000;
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const text = (description) => ({ type: description.type, sdp: description.sdp });

  function opened(channel) {
    channel.binaryType = 'arraybuffer';
    return new Promise((resolve) => {
      if (channel.readyState === 'open') resolve(channel);
      channel.onopen = () => resolve(channel);
    });
  }

  // The first PINGS messages come back, the bytes of those behind are counted.
  function sink(channel) {
    const counted = { bytes: 0, loaded: undefined };
    const begun = new Promise((resolve) => {
      counted.loaded = resolve;
    });
    let pings = 0;
    channel.onmessage = (e) => {
      if (pings === PINGS) {
        counted.bytes += e.data.byteLength;
        return;
      }
      channel.send(e.data);
      if (++pings === PINGS) counted.loaded();
    };
    return async () => {
      await begun;
      await sleep(WARM_UP_MS);
      const before = counted.bytes;
      const begin = performance.now();
      await sleep(seconds * 1000);
      return (counted.bytes - before) / (performance.now() - begin) / 1000;
    };
  }

  async function roundTrip(channel) {
    const ping = new Uint8Array(100);
    const times = [];
    for (let i = 0; i < PINGS; i++) {
      const begin = performance.now();
      await new Promise((resolve) => {
        channel.onmessage = resolve;
        channel.send(ping);
      });
      times.push((performance.now() - begin) * 1000);
    }
    times.sort((x, y) => x - y);
    return Math.round(times[PINGS / 2]);
  }

  // Sends until it is told to stop.
  function send(channel) {
    const message = new Uint8Array(bytes);
    let done = false;
    const fill = () => {
      let burst = Math.max(1, 1048576 / bytes);
      while (!done && channel.bufferedAmount < HIGH && burst-- > 0) channel.send(message);
    };
    channel.bufferedAmountLowThreshold = LOW;
    channel.onbufferedamountlow = fill;
    // Stacks that are late with the event are helped, so that none stands still.
    const nudge = setInterval(fill, 1);
    fill();
    return () => {
      done = true;
      clearInterval(nudge);
    };
  }

  function connection(other) {
    const pc = new PeerConnection();
    pc.onicecandidate = (e) => e.candidate && e.candidate.candidate && other('candidate', e.candidate);
    return pc;
  }

  const round = (rate) => Number(rate.toFixed(1));
  if (role === 'both') {
    let a;
    let b;
    a = connection((kind, it) => b.addIceCandidate(it));
    b = connection((kind, it) => a.addIceCandidate(it));
    const out = a.createDataChannel('load');
    const incoming = new Promise((resolve) => {
      b.ondatachannel = (e) => resolve(e.channel);
    });
    const open = opened(out);
    await a.setLocalDescription(await a.createOffer());
    await b.setRemoteDescription(text(a.localDescription));
    await b.setLocalDescription(await b.createAnswer());
    await a.setRemoteDescription(text(b.localDescription));
    await open;
    const measure = sink(await opened(await incoming));
    const roundTripMicros = await roundTrip(out);
    const stop = send(out);
    const MBps = round(await measure());
    stop();
    return { MBps, roundTripMicros };
  }

  const pc = connection((kind, it) =>
    tell(kind, { candidate: it.candidate, sdpMid: it.sdpMid, sdpMLineIndex: it.sdpMLineIndex }),
  );
  let over;
  const end = new Promise((resolve) => {
    over = resolve;
  });
  const listen = async () => {
    for (let signal = await hear(); signal; signal = await hear()) {
      const [kind, content] = signal;
      if (kind === 'candidate') {
        await pc.addIceCandidate(content);
      } else {
        await pc.setRemoteDescription(content);
        if (kind === 'offer') {
          await pc.setLocalDescription(await pc.createAnswer());
          tell('answer', text(pc.localDescription));
        }
      }
    }
    over();
  };
  if (role === 'send') {
    const out = pc.createDataChannel('load');
    const open = opened(out);
    await pc.setLocalDescription(await pc.createOffer());
    tell('offer', text(pc.localDescription));
    listen();
    await open;
    tell('result', { roundTripMicros: await roundTrip(out) });
    const stop = send(out);
    await end;
    stop();
    return {};
  }
  const incoming = new Promise((resolve) => {
    pc.ondatachannel = (e) => resolve(e.channel);
  });
  listen();
  const measure = sink(await opened(await incoming));
  return { MBps: round(await measure()) };
}
