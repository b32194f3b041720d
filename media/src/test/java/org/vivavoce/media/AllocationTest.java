package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracks' threads allocate nothing per buffer once they run. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Past the first times that the file is read and written. */
  private static final int WARM_UP = 450;

  private static final int BUFFERS = 300;

  /** What one call that allocates (a boxed time, an iterator) would come to in as many buffers. */
  private static final long LIMIT = BUFFERS * 16L;

  @TempDir Path folder;

  /** Counts buffers on the track's thread and notes what it allocated meanwhile. */
  private static final class Count {
    final CompletableFuture<Long> bytes = new CompletableFuture<>();
    private int buffers;
    private long before;

    void tick() {
      buffers++;
      if (buffers == WARM_UP) {
        before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      } else if (buffers == WARM_UP + BUFFERS) {
        bytes.complete(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
      }
    }
  }

  @Test
  void a_source_that_reads_and_converts_a_wav_file_allocates_nothing_per_buffer() throws Exception {
    Path path = folder.resolve("a.wav");
    try (PcmOutput out = OutputDevices.wav(path).open(new PcmFormat(44_100, 2), 441)) {
      out.write(new short[200_000], 0, 100_000);
    }
    Count count = new Count();
    try (SourceTrack track = SourceTrack.create(InputDevices.wav(path, true), TrackListener.NONE)) {
      track.init(PcmFormat.MONO_48K, 120, (pcm, offset, frames, nanos) -> count.tick());
      track.play();
      long bytes = count.bytes.get(20, TimeUnit.SECONDS);
      assertThat(bytes).isLessThan(LIMIT);
    }
  }

  @Test
  void a_sink_that_writes_a_wav_file_allocates_nothing_per_buffer() throws Exception {
    Count count = new Count();
    try (SinkTrack track =
        SinkTrack.create(OutputDevices.wav(folder.resolve("b.wav")), TrackListener.NONE)) {
      track.init(PcmFormat.STEREO_48K, 120, (pcm, offset, frames, nanos) -> count.tick());
      track.play();
      long bytes = count.bytes.get(20, TimeUnit.SECONDS);
      assertThat(bytes).isLessThan(LIMIT);
    }
  }
}
