"""Loads one data channel between two aiortc connections in this process: aiortc-channel.py BYTES SECONDS."""

import asyncio
import json
import sys
import time

from aiortc import RTCPeerConnection

WARM_UP = 1.5
HIGH = 4 << 20
LOW = 1 << 20
PINGS = 500


async def run(size, seconds):
    a, b = RTCPeerConnection(), RTCPeerConnection()
    out = a.createDataChannel("load")
    loop = asyncio.get_running_loop()
    opened, incoming = loop.create_future(), loop.create_future()
    out.on("open", lambda: opened.set_result(True))
    b.on("datachannel", incoming.set_result)
    await a.setLocalDescription(await a.createOffer())
    await b.setRemoteDescription(a.localDescription)
    await b.setLocalDescription(await b.createAnswer())
    await a.setRemoteDescription(b.localDescription)
    await opened
    into = await incoming

    counted = {"pings": 0, "bytes": 0}

    def receive(message):
        if counted["pings"] == PINGS:
            counted["bytes"] += len(message)
        else:
            counted["pings"] += 1
            into.send(message)

    into.on("message", receive)
    back = asyncio.Queue()
    out.on("message", back.put_nowait)
    times = []
    for _ in range(PINGS):
        begin = time.perf_counter()
        out.send(bytes(100))
        await back.get()
        times.append((time.perf_counter() - begin) * 1e6)

    message = bytes(size)

    def fill(*_):
        while out.bufferedAmount < HIGH:
            out.send(message)

    out.bufferedAmountLowThreshold = LOW
    out.on("bufferedamountlow", fill)
    fill()
    await asyncio.sleep(WARM_UP)
    before, begin = counted["bytes"], time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (counted["bytes"] - before) / (time.perf_counter() - begin) / 1e6
    trip = round(sorted(times)[PINGS // 2])
    print(json.dumps({"peer": "aiortc", "bytes": size, "MBps": round(rate, 1), "roundTripMicros": trip}), flush=True)


asyncio.run(asyncio.wait_for(run(int(sys.argv[1]), float(sys.argv[2])), 50))
