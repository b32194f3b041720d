package org.vivavoce.call;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SoundDevices;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * A call in a process that has a sound card whose speaker is heard by its microphone. Bob sends a
 * tone; Alice plays it on the card and sends what the card hears; so Bob hears his own tone only
 * while both of her devices work. Commands come by standard input, answers go to standard output.
 */
final class SoundCardCall implements DeviceKeeper.Listener {
  private static final double HERTZ = 440;

  private final DeviceKeeper keeper = DeviceKeeper.create(this);
  private final Ear ear = new Ear();
  private volatile SinkTrack speaker;
  private volatile CallState state;

  private SoundCardCall() {}

  public static void main(String[] args) throws Exception {
    new SoundCardCall().run();
  }

  private void run() throws Exception {
    ControllerConfig config = ControllerConfig.defaults().withPeer(p -> p.loopbackOnly());
    SourceTrack microphone = keeper.source(SoundDevices.defaultInput());
    try (PubSub network = InProcessPubSub.create();
        Controller alice =
            Controller.create(
                Identity.generate(), network, config, (peer, stream) -> aliceHears());
        Controller bob =
            Controller.create(
                Identity.generate(), network, config, (peer, stream) -> SinkTrack.create(ear));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      alice.addMediaSource(new StreamId("microphone"), microphone);
      bob.addMediaSource(new StreamId("tone"), SourceTrack.create(InputDevices.tone(HERTZ, -20)));
      bob.addListener(CallListener.answering(Subscriptions.allAudio()));
      Call call = alice.call(List.of(bob.did()), Subscriptions.allAudio());
      say("calling");
      String line;
      while ((line = in.readLine()) != null) {
        state = call.state();
        command(line, microphone);
      }
    }
  }

  private SinkTrack aliceHears() {
    speaker = keeper.sink(SoundDevices.defaultOutput());
    return speaker;
  }

  private void command(String line, SourceTrack microphone) throws IOException {
    switch (line) {
      case "measure" -> say("measured " + ear.levels() + " " + state);
      case "away" -> {
        microphone.changeInputDevice(InputDevices.silence());
        speaker.changeOutputDevice(OutputDevices.discard());
        say("changed");
      }
      case "back" -> {
        microphone.changeInputDevice(SoundDevices.defaultInput());
        speaker.changeOutputDevice(SoundDevices.defaultOutput());
        say("changed");
      }
      default -> throw new IllegalArgumentException(line);
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  @Override
  public void onDeviceLost(String deviceName, IOException cause) {
    say("lost " + deviceName);
  }

  @Override
  public void onDeviceReturned(String deviceName) {
    say("returned " + deviceName);
  }

  /** Keeps the last half second of what is heard. */
  private static final class Ear implements OutputDevice, PcmOutput {
    private final short[] last = new short[24_000];
    private int at;

    @Override
    public String id() {
      return "ear";
    }

    @Override
    public String name() {
      return "an ear";
    }

    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) {
      return this;
    }

    @Override
    public boolean selfPaced() {
      return false;
    }

    @Override
    public synchronized void write(short[] pcm, int offset, int frames) {
      for (int i = 0; i < frames; i++) {
        last[at] = pcm[offset + i];
        at = (at + 1) % last.length;
      }
    }

    @Override
    public void close() {}

    /** How loud the tone is, and all together, in dB of a sample's square. */
    synchronized String levels() {
      double all = 0;
      double re = 0;
      double im = 0;
      for (int i = 0; i < last.length; i++) {
        double sample = last[(at + i) % last.length];
        all += sample * sample / last.length;
        re += sample * Math.cos(2 * Math.PI * HERTZ * i / 48_000);
        im += sample * Math.sin(2 * Math.PI * HERTZ * i / 48_000);
      }
      double tone = 2 * (re * re + im * im) / last.length / last.length;
      return Math.round(10 * Math.log10(tone + 1e-9))
          + " "
          + Math.round(10 * Math.log10(all + 1e-9));
    }
  }
}
