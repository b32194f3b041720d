// What runs inside a browser, whichever it is: one RTCPeerConnection, a tone, a recorder. Both are Web Audio's in Chromium. Without
// a sound card no AudioContext of Firefox's runs: there the tone is the fake microphone's, and MediaRecorder records.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

export function inPage() {
  window.vv = {};
  window.vvStart = async (o) => {
    // Without a grant for the microphone a browser hides its addresses, and Firefox lets no context run.
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pc = new RTCPeerConnection();
    window.vv.pc = pc;
    if (o.noContext) {
      pc.addTrack(microphone.getAudioTracks()[0], microphone);
      pc.ontrack = ({ track }) => {
        if (track.kind !== 'audio') return;
        const recorder = new MediaRecorder(new MediaStream([track]), { mimeType: 'audio/ogg; codecs=opus' });
        window.vv.recorded = [];
        recorder.ondataavailable = (e) => window.vv.recorded.push(e.data);
        window.vv.recorder = recorder;
        recorder.start();
      };
    } else {
      window.vvSound(pc, o);
    }
    window.vvSignal(pc, o);
    if (o.role === 'offer') await window.vvDescribe();
  };
  window.vvSound = (pc, o) => {
    const context = new AudioContext({ sampleRate: 48000 });
    context.resume();
    const oscillator = context.createOscillator();
    oscillator.frequency.value = o.hertz;
    const gain = context.createGain();
    gain.gain.value = 0.2;
    const out = context.createMediaStreamDestination();
    oscillator.connect(gain).connect(out);
    oscillator.start();
    pc.addTrack(out.stream.getAudioTracks()[0], out.stream);
    const heard = [];
    window.vv.heard = heard;
    pc.ontrack = ({ streams, track }) => {
      if (track.kind !== 'audio') return;
      const stream = streams[0] || new MediaStream([track]);
      // Chromium feeds Web Audio only if an element plays the stream too.
      const element = new Audio();
      element.srcObject = stream;
      element.muted = true;
      element.play().catch(() => {});
      const input = context.createMediaStreamSource(stream);
      const tap = context.createScriptProcessor(4096, 1, 1);
      tap.onaudioprocess = (e) => {
        const pcm = e.inputBuffer.getChannelData(0);
        const s = new Int16Array(pcm.length);
        for (let i = 0; i < pcm.length; i++) s[i] = Math.max(-32768, Math.min(32767, Math.round(pcm[i] * 32767)));
        heard.push(s);
      };
      input.connect(tap);
      tap.connect(context.destination);
    };
  };
  window.vvSignal = (pc, o) => {
    pc.onconnectionstatechange = () => window.vvPrint({ ev: 'state', s: pc.connectionState });
    pc.onicecandidate = (e) => {
      if (o.trickle && e.candidate && e.candidate.candidate) {
        const c = e.candidate;
        window.vvPrint({ candidate: { candidate: c.candidate, sdpMid: c.sdpMid, sdpMLineIndex: c.sdpMLineIndex } });
      }
    };
    const gathered = () =>
      new Promise((resolve) => {
        const look = () => (pc.iceGatheringState === 'complete' ? resolve() : setTimeout(look, 10));
        look();
      });
    window.vvDescribe = async () => {
      await pc.setLocalDescription();
      if (!o.trickle) await gathered();
      window.vvPrint({ type: pc.localDescription.type, sdp: pc.localDescription.sdp });
    };
    window.vvTake = async (line) => {
      if (line.sdp) {
        await pc.setRemoteDescription(line);
        if (line.type === 'offer') await window.vvDescribe();
      } else if (line.candidate && line.candidate.candidate) {
        await pc.addIceCandidate(line.candidate);
      }
    };
  };
  const base64 = (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
    return btoa(text);
  };
  window.vvRecorded = async () => {
    const recorder = window.vv.recorder;
    await new Promise((r) => {
      recorder.onstop = r;
      recorder.stop();
    });
    return base64(new Uint8Array(await new Blob(window.vv.recorded).arrayBuffer()));
  };
  window.vvHeard = () => {
    let n = 0;
    for (const s of window.vv.heard) n += s.length;
    const all = new Int16Array(n);
    let at = 0;
    for (const s of window.vv.heard) {
      all.set(s, at);
      at += s.length;
    }
    return base64(new Uint8Array(all.buffer));
  };
}

/** The lines between standard streams and the page. */
export async function drive(page, expose, o, { eachLine, print, fail, sleep, writeWav, RATE }) {
  let end;
  const connected = new Promise((r) => (end = r));
  await expose('vvPrint', (object) => {
    print(object);
    if (object.s === 'connected') end();
  });
  await page.evaluate(inPage);
  const started = page.evaluate((x) => window.vvStart(x), o);
  started.catch(fail);
  eachLine(async (line) => {
    await started;
    await page.evaluate((l) => window.vvTake(l), line);
  }).catch(fail);
  await connected;
  await sleep(o.seconds * 1000);
  if (o.noContext) {
    const ogg = Buffer.from(await page.evaluate(() => window.vvRecorded()), 'base64');
    fs.writeFileSync(`${o.out}.ogg`, ogg);
    execFileSync('opusdec', ['--quiet', '--rate', '48000', '--force-wav', `${o.out}.ogg`, o.out], { stdio: 'ignore' });
  } else {
    const bytes = Buffer.from(await page.evaluate(() => window.vvHeard()), 'base64');
    // A copy: 16-bit samples must begin at an even place.
    writeWav(o.out, RATE, new Int16Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 1));
  }
  print({ ev: 'done' });
}
