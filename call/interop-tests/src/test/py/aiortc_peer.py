"""aiortc: Python, decodes and encodes by libopus. Speaks the lines of `vivavoce peer`."""

import argparse
import asyncio
import fractions
import json
import math
import os
import struct
import sys
import time
import wave

import av
from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

RATE = 48000


def say(**line):
    print(json.dumps(line), flush=True)


class Tone(MediaStreamTrack):
    kind = "audio"

    def __init__(self, hertz):
        super().__init__()
        self.hertz = hertz
        self.at = 0
        self.begun = None

    async def recv(self):
        n = 960
        if self.begun is None:
            self.begun = time.monotonic()
        late = self.begun + self.at / RATE - time.monotonic()
        if late > 0:
            await asyncio.sleep(late)
        step = 2 * math.pi * self.hertz / RATE
        pcm = struct.pack("<%dh" % n, *(round(4634 * math.sin(step * (self.at + i))) for i in range(n)))
        frame = av.AudioFrame(format="s16", layout="mono", samples=n)
        frame.planes[0].update(pcm)
        frame.pts = self.at
        frame.sample_rate = RATE
        frame.time_base = fractions.Fraction(1, RATE)
        self.at += n
        return frame


async def record(track, heard):
    while True:
        try:
            frame = await track.recv()
        except Exception:
            return  # the track has ended
        pcm = bytes(frame.planes[0])[: frame.samples * 2 * len(frame.layout.channels)]
        samples = struct.unpack("<%dh" % (len(pcm) // 2), pcm)
        heard.extend(samples[:: len(frame.layout.channels)])


def data(pc):
    """What data.mjs does."""

    def echo(channel):
        @channel.on("message")
        def on_message(message):
            if message == "close":
                channel.close()
            else:
                channel.send(message)

        @channel.on("close")
        def on_close():
            say(ev="closed", label=channel.label)

    pc.on("datachannel", echo)
    for number in (400, 401):
        echo(pc.createDataChannel("negotiated", negotiated=True, id=number))
    own = pc.createDataChannel("fromthem")
    own.on("open", lambda: own.send("hello"))
    own.on("message", lambda message: say(ev="echo", data=message))


async def drained(reader):
    """Returns when there are no more lines."""
    while await reader.readline():
        pass


async def main():
    p = argparse.ArgumentParser()
    p.add_argument("role")
    p.add_argument("--seconds", type=float, default=7)
    p.add_argument("--hertz", type=float, default=660)
    p.add_argument("--out")
    p.add_argument("--data", action="store_true")
    p.add_argument("--silent", action="store_true")
    o = p.parse_args()
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))  # by default it asks a public one
    heard = []
    connected = asyncio.Event()

    @pc.on("track")
    def on_track(track):
        if track.kind == "audio":
            asyncio.ensure_future(record(track, heard))

    @pc.on("connectionstatechange")
    def on_state():
        say(ev="state", s=pc.connectionState)
        if pc.connectionState == "connected":
            connected.set()

    if not o.silent:
        pc.addTrack(Tone(o.hertz))
    if o.data:
        data(pc)
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_event_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    if o.role == "offer":
        await pc.setLocalDescription(await pc.createOffer())
        say(type=pc.localDescription.type, sdp=pc.localDescription.sdp)
    while True:
        line = json.loads(await reader.readline())
        if "sdp" in line:
            break
    await pc.setRemoteDescription(RTCSessionDescription(line["sdp"], line["type"]))
    if o.role == "answer":
        await pc.setLocalDescription(await pc.createAnswer())
        say(type=pc.localDescription.type, sdp=pc.localDescription.sdp)
    over = asyncio.ensure_future(drained(reader))
    up = asyncio.ensure_future(connected.wait())
    await asyncio.wait([over, up], return_when=asyncio.FIRST_COMPLETED)
    if not connected.is_set():
        say(ev="error", e="standard input ended before there was a connection")
        os._exit(1)
    await asyncio.wait([over], timeout=o.seconds)
    with wave.open(o.out, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(struct.pack("<%dh" % len(heard), *heard))
    say(ev="done")
    await pc.close()


asyncio.run(main())
