package org.vivavoce.recording;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A process that records two people in real time until somebody kills it. */
final class RecordingChild {
  private RecordingChild() {}

  public static void main(String[] args) throws Exception {
    Recorder recorder = Recorder.start(Path.of(args[0]), RecorderConfig.defaults());
    AudioRecording one = recorder.audio("one");
    AudioRecording two = recorder.audio("two");
    List<byte[]> packets = Sound.tone(440, 50);
    long told = 0;
    long start = System.nanoTime();
    for (int i = 0; ; i++) {
      long due = start + i * Sound.FRAME_NANOS;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      // A microphone does not wait for a process that is held up.
      i = Math.max(i, (int) ((System.nanoTime() - start) / Sound.FRAME_NANOS));
      byte[] packet = packets.get(i % packets.size());
      one.packet(packet, 0, packet.length, (long) i * Sound.FRAME, System.nanoTime());
      two.packet(packet, 0, packet.length, (long) i * Sound.FRAME, System.nanoTime());
      if (recorder.stats().duration().toMillis() > told) {
        told = recorder.stats().duration().toMillis();
        System.out.println(told);
      }
    }
  }
}
