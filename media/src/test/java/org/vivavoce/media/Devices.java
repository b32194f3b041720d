package org.vivavoce.media;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Devices that a test plays with. */
final class Devices {
  private Devices() {}

  /** Like a microphone: a read waits for the test to say what was captured. */
  static final class Microphone implements InputDevice, PcmInput {
    private static final short[] UNPLUGGED = new short[0];
    private static final short[] CLOSED = new short[0];

    final BlockingQueue<short[]> captured = new LinkedBlockingQueue<>();
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch reading = new CountDownLatch(1);

    void capture(int frames, int value) {
      short[] pcm = new short[frames];
      java.util.Arrays.fill(pcm, (short) value);
      captured.add(pcm);
    }

    void unplug() {
      captured.add(UNPLUGGED);
    }

    @Override
    public String id() {
      return "mic";
    }

    @Override
    public String name() {
      return "the microphone";
    }

    @Override
    public PcmInput open(PcmFormat format, int framesPerBuffer) {
      return this;
    }

    @Override
    public boolean selfPaced() {
      return true;
    }

    @Override
    public long delayNanos() {
      return 5_000_000;
    }

    @Override
    public int read(short[] pcm, int offset, int frames) throws IOException {
      reading.countDown();
      try {
        short[] next = captured.take();
        if (next == UNPLUGGED || next == CLOSED) {
          throw new IOException("the microphone: unplugged");
        }
        System.arraycopy(next, 0, pcm, offset, next.length);
        return next.length;
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed.countDown();
      captured.add(CLOSED);
    }
  }

  /** Like a speaker: a write waits until the test listens. */
  static final class Speaker implements OutputDevice, PcmOutput {
    final BlockingQueue<short[]> heard = new ArrayBlockingQueue<>(1);
    final CountDownLatch closed = new CountDownLatch(1);
    volatile boolean unplugged;

    short[] listen() throws InterruptedException {
      return heard.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public String id() {
      return "speaker";
    }

    @Override
    public String name() {
      return "the speaker";
    }

    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) {
      return this;
    }

    @Override
    public boolean selfPaced() {
      return true;
    }

    @Override
    public long delayNanos() {
      return 7_000_000;
    }

    @Override
    public void write(short[] pcm, int offset, int frames) throws IOException {
      short[] copy = java.util.Arrays.copyOfRange(pcm, offset, offset + frames);
      try {
        while (!heard.offer(copy, 1, TimeUnit.MILLISECONDS)) {
          if (unplugged || closed.getCount() == 0) {
            throw new IOException("the speaker: unplugged");
          }
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  /** Collects what a track tells. */
  static final class Told implements TrackListener {
    final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    final BlockingQueue<String> lost = new LinkedBlockingQueue<>();

    @Override
    public void onEnded(String deviceName) {
      ended.add(deviceName);
    }

    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      lost.add(deviceName + "|" + cause.getMessage());
    }
  }
}
