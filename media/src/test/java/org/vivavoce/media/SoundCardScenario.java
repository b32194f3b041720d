package org.vivavoce.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plays and hears by the default devices, in a process of its own. Commands come by standard input,
 * a line each; what happened goes out by standard output.
 *
 * <ul>
 *   <li>{@code list}: the devices
 *   <li>{@code open RATE CHANNELS HERTZ}: plays a tone, hears it; says {@code playing}
 *   <li>{@code measure}: of the last second heard: buffers, level at the tone, at all; both delays
 *   <li>{@code tone} and {@code card}: changes the microphone to a tone of 2 kHz and back
 *   <li>{@code close}
 * </ul>
 */
final class SoundCardScenario implements DeviceKeeper.Listener {
  private final DeviceKeeper keeper = DeviceKeeper.create(this);
  private PcmFormat format;
  private double hertz;
  private SourceTrack microphone;
  private SinkTrack speaker;
  private final AtomicLong buffers = new AtomicLong();

  /** The last second; of the first channel. */
  private short[] heard;

  private int at;

  private SoundCardScenario() {}

  public static void main(String[] args) throws Exception {
    SoundCardScenario scenario = new SoundCardScenario();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = in.readLine()) != null) {
      scenario.command(line.split(" "));
    }
  }

  private static void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  private void command(String... words) throws IOException {
    switch (words[0]) {
      case "list" -> say("list " + SoundDevices.inputs() + " " + SoundDevices.outputs());
      case "open" -> open(words);
      case "measure" -> measure();
      case "tone" -> {
        microphone.changeInputDevice(InputDevices.tone(2_000, -20));
        say("changed");
      }
      case "card" -> {
        microphone.changeInputDevice(SoundDevices.defaultInput());
        say("changed");
      }
      case "close" -> {
        microphone.close();
        speaker.close();
        keeper.close();
        say("closed");
      }
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void open(String... words) throws IOException {
    format = new PcmFormat(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    hertz = Double.parseDouble(words[3]);
    heard = new short[format.sampleRate()];
    int frames = format.sampleRate() / 100;
    speaker = keeper.sink(SoundDevices.defaultOutput());
    microphone = keeper.source(SoundDevices.defaultInput());
    long[] phase = {0};
    speaker.init(
        format,
        frames,
        (pcm, offset, count, nanos) -> {
          for (int i = 0; i < count; i++) {
            double value = 8_000 * Math.sin(2 * Math.PI * hertz * phase[0]++ / format.sampleRate());
            int channels = format.channels();
            Arrays.fill(pcm, offset + i * channels, offset + (i + 1) * channels, (short) value);
          }
        });
    microphone.init(
        format,
        frames,
        (pcm, offset, count, nanos) -> {
          synchronized (this) {
            for (int i = 0; i < count; i++) {
              heard[at] = pcm[offset + i * format.channels()];
              at = (at + 1) % heard.length;
            }
          }
          buffers.incrementAndGet();
        });
    speaker.play();
    microphone.play();
    say("playing");
  }

  private synchronized void measure() {
    double all = 0;
    double re = 0;
    double im = 0;
    for (int i = 0; i < heard.length; i++) {
      double sample = heard[(at + i) % heard.length];
      all += sample * sample;
      re += sample * Math.cos(2 * Math.PI * hertz * i / heard.length);
      im += sample * Math.sin(2 * Math.PI * hertz * i / heard.length);
    }
    double tone = 2 * (re * re + im * im) / heard.length / heard.length;
    say(
        "measured "
            + buffers.get()
            + " "
            + Math.round(10 * Math.log10(tone + 1e-9))
            + " "
            + Math.round(10 * Math.log10(all / heard.length + 1e-9)));
  }

  @Override
  public void onDeviceLost(String deviceName, IOException cause) {
    say("lost " + deviceName);
  }

  @Override
  public void onDeviceReturned(String deviceName) {
    say("returned " + deviceName);
  }
}
