package org.vivavoce.media;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings devices back that were pulled out. A track of a device that is lost goes on with silence
 * (a source) or into nothing (a sink); the keeper tries twice a second to open the device again,
 * and when that succeeds the track goes on with it, playing or paused as it was. If somebody has
 * chosen another device meanwhile, nothing happens any more.
 *
 * <pre>
 * DeviceKeeper keeper = DeviceKeeper.create(listener);
 * SourceTrack microphone = keeper.source(SoundDevices.defaultInput());
 * SinkTrack speaker = keeper.sink(SoundDevices.defaultOutput());
 * </pre>
 *
 * <p>One daemon thread for all tracks. Safe from any thread.
 */
public final class DeviceKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceKeeper.class);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long RETRY_MILLIS = 500;

  /** Hears of devices that come and go. Must be short. */
  public interface Listener extends TrackListener {
    /**
     * The device is back, and the track goes on with it. Called on the keeper's thread.
     *
     * @param deviceName which
     */
    default void onDeviceReturned(String deviceName) {}

    /** A source's device is lost; told as {@link #onDeviceLost} if this is not overridden. */
    default void onInputLost(String deviceName, IOException cause) {
      onDeviceLost(deviceName, cause);
    }

    /** A sink's device is lost; told as {@link #onDeviceLost} if this is not overridden. */
    default void onOutputLost(String deviceName, IOException cause) {
      onDeviceLost(deviceName, cause);
    }
  }

  private final Listener listener;
  private final ScheduledExecutorService executor;

  private DeviceKeeper(Listener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    ScheduledThreadPoolExecutor pool =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "vivavoce-devices-" + NAMES.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    // No thread while nothing is lost.
    pool.setKeepAliveTime(1, TimeUnit.SECONDS);
    pool.allowCoreThreadTimeOut(true);
    pool.setRemoveOnCancelPolicy(true);
    executor = pool;
  }

  /**
   * A keeper without tracks.
   *
   * @param listener hears of all its tracks' devices
   */
  public static DeviceKeeper create(Listener listener) {
    return new DeviceKeeper(listener);
  }

  /** A new track of an input device, which is kept. */
  public SourceTrack source(InputDevice device) {
    Kept<InputDevice> kept = new Kept<>(listener::onInputLost);
    ThreadedSourceTrack track = new ThreadedSourceTrack(device, kept);
    kept.track(track::device, track::reopen);
    return track;
  }

  /** A new track of an output device, which is kept. */
  public SinkTrack sink(OutputDevice device) {
    Kept<OutputDevice> kept = new Kept<>(listener::onOutputLost);
    ThreadedSinkTrack track = new ThreadedSinkTrack(device, kept);
    kept.track(track::device, track::reopen);
    return track;
  }

  /** Ends its thread. Tracks stay, and are kept no more. */
  @Override
  public void close() {
    executor.shutdownNow();
  }

  private interface Reopening<D> {
    boolean of(D device) throws IOException;
  }

  /** One track. */
  private final class Kept<D> implements TrackListener {
    private final BiConsumer<String, IOException> lost;
    private volatile Supplier<D> device;
    private volatile Reopening<D> reopening;

    Kept(BiConsumer<String, IOException> lost) {
      this.lost = lost;
    }

    private void track(Supplier<D> present, Reopening<D> how) {
      device = present;
      reopening = how;
    }

    @Override
    public void onEnded(String deviceName) {
      listener.onEnded(deviceName);
    }

    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      D gone = device.get();
      lost.accept(deviceName, cause);
      retry(deviceName, gone);
    }

    private void retry(String name, D lost) {
      try {
        executor.schedule(() -> reopen(name, lost), RETRY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("{} is not looked for: the keeper is closed", name, e);
      }
    }

    private void reopen(String name, D lost) {
      try {
        if (reopening.of(lost)) {
          listener.onDeviceReturned(name);
        }
      } catch (IOException e) {
        LOG.debug("{} is still away", name, e);
        retry(name, lost);
      }
    }
  }
}
