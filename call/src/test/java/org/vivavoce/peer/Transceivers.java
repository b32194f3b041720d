package org.vivavoce.peer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.sdp.Direction;

/** Transceivers without a connection, for tests of what is beneath one. */
final class Transceivers {
  private static final RtpTransceiver.Owner NOBODY =
      new RtpTransceiver.Owner() {
        @Override
        public List<RtpCodec> codecs(MediaKind kind) {
          return List.of(RtpCodec.OPUS);
        }

        @Override
        public boolean closed() {
          return false;
        }

        @Override
        public void changed() {}

        @Override
        public CompletableFuture<RtcStatsReport> stats(Predicate<RtcStats> selected) {
          return CompletableFuture.completedFuture(RtcStatsReport.of(List.of()));
        }

        @Override
        public void stopped(RtpTransceiver transceiver) {}
      };

  private Transceivers() {}

  static RtpTransceiver of(MediaKind kind, Direction direction, boolean madeByUs) {
    return new RtpTransceiver(
        kind, direction, madeByUs, new RemoteTrack("track", kind, t -> {}), NOBODY);
  }
}
