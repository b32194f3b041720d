"""GStreamer's webrtcbin. Speaks the lines of `vivavoce peer`."""

import argparse
import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402


def say(**line):
    print(json.dumps(line), flush=True)


class Peer:
    def __init__(self, o):
        self.o = o
        self.loop = GLib.MainLoop()
        self.connected = False
        self.ending = False
        self.status = 0
        source = (
            f"audiotestsrc is-live=true freq={o.hertz} volume=0.1414 ! audio/x-raw,rate=48000,channels=1 ! "
            "audioconvert ! opusenc ! rtpopuspay pt=111 ! "
            "capsfilter caps=application/x-rtp,media=audio,encoding-name=OPUS,payload=111"
        )
        self.pipe = Gst.Pipeline.new("p")
        self.web = Gst.ElementFactory.make("webrtcbin", "web")
        self.web.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.pipe.add(self.web)
        self.source = Gst.parse_bin_from_description(source, True)
        self.web.connect("pad-added", self.on_pad)
        self.web.connect("notify::connection-state", self.on_state)
        self.web.connect("notify::ice-gathering-state", self.on_gathering)
        self.owed = False
        if o.role == "offer":
            self.pipe.add(self.source)
            self.source.link(self.web)
        self.pipe.set_state(Gst.State.PLAYING)
        if o.role == "offer":
            self.web.connect("on-negotiation-needed", self.offer)
        bus = self.pipe.get_bus()
        bus.add_signal_watch()
        bus.connect("message::error", lambda b, m: self.fail(str(m.parse_error())))
        threading.Thread(target=self.read, daemon=True).start()

    def fail(self, what):
        say(ev="error", e=what)
        self.status = 1
        self.loop.quit()

    def read(self):
        for text in sys.stdin:
            if text.strip():
                GLib.idle_add(self.take, json.loads(text))
        GLib.idle_add(self.over)

    def over(self):
        if self.connected:
            self.end()
        else:
            self.fail("standard input ended before there was a connection")

    def offer(self, web):
        web.emit("create-offer", None, Gst.Promise.new_with_change_func(self.made, "offer"))

    def made(self, promise, name):
        promise.wait()
        reply = promise.get_reply()  # kept, for the description lives in it
        description = reply.get_value(name)
        self.web.emit("set-local-description", description, Gst.Promise.new())
        self.owed = True
        GLib.timeout_add(20, self.tell)

    def on_gathering(self, web, _):
        GLib.idle_add(self.tell)

    def tell(self):
        if not self.owed:
            return False
        if self.web.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            return True
        self.owed = False
        local = self.web.get_property("local-description")
        say(type="offer" if self.o.role == "offer" else "answer", sdp=local.sdp.as_text())
        return False

    def take(self, line):
        if "sdp" not in line:
            return False
        _, sdp = GstSdp.SDPMessage.new()
        GstSdp.sdp_message_parse_buffer(line["sdp"].encode(), sdp)
        kind = GstWebRTC.WebRTCSDPType.OFFER if line["type"] == "offer" else GstWebRTC.WebRTCSDPType.ANSWER
        description = GstWebRTC.WebRTCSessionDescription.new(kind, sdp)
        if line["type"] == "offer":
            self.web.emit("set-remote-description", description, Gst.Promise.new_with_change_func(self.answer))
        else:
            self.web.emit("set-remote-description", description, Gst.Promise.new())
        return False

    def answer(self, promise):
        def later():
            self.pipe.add(self.source)
            self.source.link(self.web)
            self.source.sync_state_with_parent()
            self.web.emit("create-answer", None, Gst.Promise.new_with_change_func(self.made, "answer"))
            return False

        GLib.idle_add(later)

    def on_pad(self, web, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        sink = Gst.parse_bin_from_description(
            "rtpopusdepay ! opusdec ! audioconvert ! audioresample ! "
            f"audio/x-raw,format=S16LE,rate=48000,channels=1 ! wavenc ! filesink location={self.o.out}",
            True,
        )
        self.pipe.add(sink)
        sink.sync_state_with_parent()
        pad.link(sink.get_static_pad("sink"))

    def on_state(self, web, _):
        state = web.get_property("connection-state").value_nick
        say(ev="state", s=state)
        if state == "connected" and not self.connected:
            self.connected = True
            GLib.timeout_add(int(self.o.seconds * 1000), self.end)

    def end(self):
        if self.ending:
            return False
        self.ending = True
        bus = self.pipe.get_bus()
        bus.connect("message::eos", lambda b, m: self.loop.quit())
        self.pipe.send_event(Gst.Event.new_eos())
        GLib.timeout_add(3000, self.loop.quit)
        return False


p = argparse.ArgumentParser()
p.add_argument("role")
p.add_argument("--seconds", type=float, default=7)
p.add_argument("--hertz", type=float, default=660)
p.add_argument("--out")
Gst.init(None)
peer = Peer(p.parse_args())
peer.loop.run()
peer.pipe.set_state(Gst.State.NULL)
if peer.status == 0:
    say(ev="done")
sys.exit(peer.status)
