// What runs inside a browser's page, whichever browser it is: window.vv, one RTCPeerConnection with a tone, and a recorder. In
// Chromium both are Web Audio's. Without a sound card no AudioContext of Firefox's runs: there the tone is the fake microphone's,
// and MediaRecorder records.
export function inPage() {
  const vv = {};
  window.vv = vv;
  const say = (line) => window.vvSay(line);
  let pc;
  let polite;
  let trickle;

  /**
   * Makes the connection and sends a tone on it.
   * o: hertz, context (whether Web Audio runs here), hidden (no microphone is asked for), trickle, polite,
   * configuration, data (whether it has the channels of data.mjs), silent (whether it sends no tone).
   */
  vv.start = async (o) => {
    polite = o.polite !== false;
    trickle = Boolean(o.trickle);
    // A browser tells its addresses once it has granted the microphone.
    const microphone = o.hidden ? undefined : await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, autoGainControl: false, noiseSuppression: false },
    });
    pc = new RTCPeerConnection(o.configuration || {});
    pc.onconnectionstatechange = () => say({ ev: 'state', s: pc.connectionState });
    pc.oniceconnectionstatechange = () => say({ ev: 'ice', s: pc.iceConnectionState });
    pc.onsignalingstatechange = () => say({ ev: 'signaling', s: pc.signalingState });
    pc.onicecandidate = ({ candidate }) => {
      if (trickle && candidate) say({ candidate: candidate.toJSON() });
    };
    pc.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data);
    };
    if (o.data) window.vvData(pc, say);
    if (o.silent) return;
    if (o.context) webAudio(o.hertz);
    else fakeMicrophone(microphone);
  };

  const webAudio = (hertz) => {
    const context = new AudioContext({ sampleRate: 48000 });
    context.resume();
    const oscillator = context.createOscillator();
    oscillator.frequency.value = hertz;
    const gain = context.createGain();
    gain.gain.value = 0.1414;
    const out = context.createMediaStreamDestination();
    oscillator.connect(gain).connect(out);
    oscillator.start();
    pc.addTrack(out.stream.getAudioTracks()[0], out.stream);
    const heard = [];
    pc.ontrack = ({ track }) => {
      if (track.kind !== 'audio') return onVideo(track);
      const stream = new MediaStream([track]);
      // Chromium feeds Web Audio only if an element plays the stream too.
      const element = new Audio();
      element.srcObject = stream;
      element.muted = true;
      element.play();
      const tap = context.createScriptProcessor(4096, 1, 1);
      tap.onaudioprocess = (e) => {
        const pcm = e.inputBuffer.getChannelData(0);
        heard.push(Int16Array.from(pcm, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32767)))));
      };
      context.createMediaStreamSource(stream).connect(tap);
      tap.connect(context.destination);
    };
    /** All that was heard so far: mono PCM at 48 kHz, little-endian, in base64. */
    vv.recording = async () => base64(new Uint8Array(await new Blob(heard).arrayBuffer()));
  };

  const fakeMicrophone = (microphone) => {
    pc.addTrack(microphone.getAudioTracks()[0], microphone);
    const parts = [];
    let recorder;
    pc.ontrack = ({ track }) => {
      if (track.kind !== 'audio') return onVideo(track);
      recorder = new MediaRecorder(new MediaStream([track]), { mimeType: 'audio/ogg; codecs=opus' });
      recorder.ondataavailable = (e) => parts.push(e.data);
      recorder.start();
    };
    /** Ends the recording and gives it: Ogg Opus, in base64. */
    vv.recording = async () => {
      await new Promise((stopped) => {
        recorder.onstop = stopped;
        recorder.stop();
      });
      return base64(new Uint8Array(await new Blob(parts).arrayBuffer()));
    };
  };

  const base64 = (bytes) => {
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
    return btoa(text);
  };

  // --- negotiation: the specification's "perfect negotiation", without candidates one by one unless they are trickled

  let making = false;
  let ignoring = false;
  const gathered = () =>
    new Promise((resolve) => {
      const look = () => pc.iceGatheringState === 'complete' && resolve();
      pc.addEventListener('icegatheringstatechange', look);
      look();
    });
  const describe = async () => {
    await pc.setLocalDescription();
    if (!trickle) await gathered();
    say({ type: pc.localDescription.type, sdp: pc.localDescription.sdp });
  };

  /** Makes an offer and says it. */
  vv.offer = async () => {
    making = true;
    try {
      await describe();
    } catch (e) {
      say({ ev: 'error', e: `the offer: ${e}` });
    } finally {
      making = false;
    }
  };

  /** From now on an offer is made whenever one is needed. */
  vv.perfect = () => {
    pc.onnegotiationneeded = () => vv.offer();
  };

  const takeOne = async (line) => {
    if (line.sdp) {
      const collision = line.type === 'offer' && (making || pc.signalingState !== 'stable');
      ignoring = !polite && collision;
      if (collision) say({ ev: 'glare', ignored: ignoring });
      if (ignoring) return;
      await pc.setRemoteDescription(line);
      if (line.type === 'offer') await describe();
    } else if (line.candidate) {
      try {
        await pc.addIceCandidate(line.candidate);
      } catch (e) {
        if (!ignoring) throw e;
      }
    }
  };

  let last = Promise.resolve();
  /** Takes a description or a candidate of the other end, one after the other. */
  vv.take = (line) => {
    last = last.then(() => takeOne(line)).catch((e) => say({ ev: 'error', e: `${JSON.stringify(line).slice(0, 200)}: ${e}` }));
    return last;
  };

  // --- video

  let video;
  const onVideo = (track) => {
    const element = document.createElement('video');
    element.srcObject = new MediaStream([track]);
    element.muted = true;
    element.play();
    document.body.append(element);
  };

  /** Sends the fake camera. */
  vv.addVideo = async () => {
    const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240, frameRate: 15 } });
    video = pc.addTrack(camera.getVideoTracks()[0], camera);
  };

  vv.removeVideo = () => pc.removeTrack(video);

  // --- data

  /** Wants a channel on which it says something, and tells what comes back. */
  vv.openChannel = (text) => {
    const channel = pc.createDataChannel('page');
    channel.onopen = () => channel.send(text);
    channel.onmessage = ({ data }) => say({ ev: 'echo', data });
  };

  // --- other

  vv.restartIce = () => pc.restartIce();
  vv.addReceiver = () => {
    pc.addTransceiver('audio', { direction: 'recvonly' });
  };
  vv.state = () => ({
    connection: pc.connectionState,
    signaling: pc.signalingState,
    ice: pc.iceConnectionState,
    sdp: pc.localDescription.sdp,
  });

  /** The W3C's statistics as an array. */
  vv.stats = async () => [...(await pc.getStats()).values()];
}
