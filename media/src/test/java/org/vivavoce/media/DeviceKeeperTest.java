package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeviceKeeperTest {
  private static final int PATIENCE_SECONDS = 20;

  /** A socket that things can be pulled out of: microphone and speaker at once. */
  private static final class Socket implements InputDevice, OutputDevice {
    volatile boolean plugged = true;
    final AtomicInteger opened = new AtomicInteger();
    final AtomicLong played = new AtomicLong();

    @Override
    public String id() {
      return "socket";
    }

    @Override
    public String name() {
      return "the headset";
    }

    private final class End implements PcmInput, PcmOutput {
      @Override
      public boolean selfPaced() {
        return false;
      }

      @Override
      public long delayNanos() {
        return 0;
      }

      @Override
      public int read(short[] pcm, int offset, int frames) throws IOException {
        check();
        Arrays.fill(pcm, offset, offset + frames, (short) 77);
        return frames;
      }

      @Override
      public void write(short[] pcm, int offset, int frames) throws IOException {
        check();
        played.incrementAndGet();
      }

      @Override
      public void close() {}
    }

    private void check() throws IOException {
      if (!plugged) {
        throw new IOException("the headset: unplugged");
      }
    }

    @Override
    public End open(PcmFormat format, int framesPerBuffer) throws IOException {
      check();
      opened.incrementAndGet();
      return new End();
    }
  }

  private static final class Told implements DeviceKeeper.Listener {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      events.add("lost " + deviceName);
    }

    @Override
    public void onDeviceReturned(String deviceName) {
      events.add("returned " + deviceName);
    }

    String next() throws InterruptedException {
      return events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_device_that_was_pulled_out_comes_back_to_its_track() throws Exception {
    Socket socket = new Socket();
    Told told = new Told();
    BlockingQueue<Short> heard = new LinkedBlockingQueue<>();
    try (DeviceKeeper keeper = DeviceKeeper.create(told);
        SourceTrack source = keeper.source(socket)) {
      source.init(PcmFormat.MONO_48K, 480, (pcm, offset, frames, nanos) -> heard.add(pcm[offset]));
      source.play();
      for (int i = 0; i < 3; i++) {
        awaitHeard(heard, 77);
        socket.plugged = false;
        assertThat(told.next()).isEqualTo("lost the headset");
        awaitHeard(heard, 0);
        socket.plugged = true;
        assertThat(told.next()).isEqualTo("returned the headset");
      }
      awaitHeard(heard, 77);
      assertThat(socket.opened).hasValue(4);
      assertThat(source.state()).isEqualTo(TrackState.PLAYING);
    }
  }

  private static void awaitHeard(BlockingQueue<Short> heard, int value) throws Exception {
    Short next;
    do {
      next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("some sound").isNotNull();
    } while (next != value);
  }

  @Test
  void a_track_that_was_paused_stays_so_when_its_device_comes_back() throws Exception {
    Socket socket = new Socket();
    Told told = new Told();
    try (DeviceKeeper keeper = DeviceKeeper.create(told);
        SinkTrack sink = keeper.sink(socket)) {
      sink.init(PcmFormat.MONO_48K, 480, (pcm, o, frames, nanos) -> Arrays.fill(pcm, (short) 0));
      sink.play();
      socket.plugged = false;
      assertThat(told.next()).isEqualTo("lost the headset");
      sink.pause();
      socket.plugged = true;
      assertThat(told.next()).isEqualTo("returned the headset");
      assertThat(sink.state()).isEqualTo(TrackState.PAUSED);
      long played = socket.played.get();
      sink.play();
      while (socket.played.get() == played) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void who_chose_another_device_meanwhile_keeps_that() throws Exception {
    Socket socket = new Socket();
    Told told = new Told();
    try (DeviceKeeper keeper = DeviceKeeper.create(told);
        SinkTrack sink = keeper.sink(socket)) {
      sink.init(PcmFormat.MONO_48K, 480, (pcm, o, frames, nanos) -> Arrays.fill(pcm, (short) 0));
      sink.play();
      socket.plugged = false;
      assertThat(told.next()).isEqualTo("lost the headset");
      Socket other = new Socket();
      sink.changeOutputDevice(other);
      socket.plugged = true;
      assertThat(told.events.poll(1_200, TimeUnit.MILLISECONDS)).isNull();
      assertThat(sink.device()).isSameAs(other);
      assertThat(socket.opened).hasValue(1);
    }
  }
}
