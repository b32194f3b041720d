package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.sdp.Direction;
import org.vivavoce.srtp.SrtpMasterKey;
import org.vivavoce.srtp.SrtpProfile;

/** Lost packets come again, however much is lost and however late: two ends in virtual time. */
class RecoveryTest {
  private static final long MS = 1_000_000;
  private static final RtpCodec VP8 = VideoCodecs.VP8;
  private static final List<RtpCodec> CODECS = Retransmission.offered(List.of(VP8), List.of());
  private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;

  /** A packet each millisecond, for so long. */
  private static final int PACKETS = 4_000;

  /** What is lost has so long to come again. */
  private static final int PATIENCE_MILLIS = 1_000;

  /** The path between two ends. */
  private static final class Path {
    private final VirtualLoop loop = new VirtualLoop();
    private final SplittableRandom random;
    private final double mediaLoss;
    private final double otherLoss;
    private final long oneWayNanos;
    private final long stallNanos;
    private final long stallsEveryNanos;

    Path(long seed, double mediaLoss, double otherLoss, long oneWayMillis, long stallMillis) {
      this.random = new SplittableRandom(seed);
      this.mediaLoss = mediaLoss;
      this.otherLoss = otherLoss;
      this.oneWayNanos = oneWayMillis * MS;
      this.stallNanos = stallMillis * MS;
      this.stallsEveryNanos = 500 * MS;
    }

    /** SSRCs, and when RTCP is sent: the same for the same seed. */
    private SecureRandom identifiers() {
      return new SecureRandom() {
        @Override
        public void nextBytes(byte[] bytes) {
          random.nextBytes(bytes);
        }
      };
    }

    /** A machine that is busy lets arrivals wait now and then; later ones do not overtake. */
    void carry(ByteBuffer datagram, End to) {
      boolean media = (datagram.get(datagram.position() + 1) & 0x7F) == VP8.payloadType();
      // What is lost before anything was heard is not known to be missing.
      boolean begins = loop.nanoTime() < 10 * MS;
      if (random.nextDouble() < (media ? mediaLoss : otherLoss) && !begins) {
        return;
      }
      byte[] copy = new byte[datagram.remaining()];
      datagram.duplicate().get(copy);
      long arrives = loop.nanoTime() + oneWayNanos;
      long intoPeriod = arrives % stallsEveryNanos;
      if (intoPeriod < stallNanos) {
        arrives += stallNanos - intoPeriod;
      }
      loop.schedule(
          () -> to.media.inbound().onDatagram(ByteBuffer.wrap(copy), loop.nanoTime()),
          arrives - loop.nanoTime());
    }
  }

  private static final class End {
    private final RtpTransceiver transceiver =
        Transceivers.of(MediaKind.VIDEO, Direction.SENDRECV, true);
    private final RtpMedia media;
    private End other;

    End(Path path) {
      media =
          new RtpMedia(
              path.loop,
              path.identifiers(),
              PacketFilter.NONE,
              datagram -> {
                path.carry(datagram, other);
                return true;
              });
    }

    void begin(int ours, int theirs) {
      media.key(new SrtpKeys(PROFILE, key(ours), key(theirs)));
      media.begin();
      RtpSection section =
          new RtpSection(
              "0",
              "UDP/TLS/RTP/SAVPF",
              List.of("96"),
              transceiver,
              CODECS,
              new HeaderExtensionIds(4, 0));
      media.routes(List.of(new MediaTransport.Route(section, Direction.SENDRECV, Set.of(), true)));
    }

    private static SrtpMasterKey key(int who) {
      byte[] key = new byte[PROFILE.keyLength()];
      key[0] = (byte) who;
      return new SrtpMasterKey(key, new byte[PROFILE.saltLength()]);
    }
  }

  /** Sends for some seconds and gives the packets that never came. */
  private static Set<Integer> lost(Path path) {
    End a = new End(path);
    End b = new End(path);
    a.other = b;
    b.other = a;
    Clip camera = new Clip("camera", VP8);
    a.transceiver.sender().add(camera, "s");
    a.begin(1, 2);
    b.begin(2, 1);
    Set<Integer> missing =
        IntStream.range(0, PACKETS).boxed().collect(Collectors.toCollection(TreeSet::new));
    b.transceiver
        .receiver()
        .track()
        .sink(
            (buffer, offset, length, sequence, timestamp, marker, type, arrival) ->
                assertThat(missing.remove(ByteBuffer.wrap(buffer, offset, 4).getInt()))
                    .as("came once")
                    .isTrue());
    for (int i = 0; i < PACKETS + PATIENCE_MILLIS; i++) {
      path.loop.advance(i * MS);
      byte[] payload = ByteBuffer.allocate(300).putInt(i).array();
      if (i >= PACKETS) {
        missing.add(i); // these only show that some before them are lost
      }
      camera.send(payload, 1_000 + i, i * 90L, true);
    }
    a.media.close();
    b.media.close();
    missing.removeIf(i -> i >= PACKETS);
    return missing;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void all_comes_though_one_in_seven_is_lost_and_one_in_five_of_what_would_mend_it(long seed) {
    assertThat(lost(new Path(seed, 1 / 7.0, 1 / 5.0, 5, 0))).isEmpty();
  }

  /** A round trip is measured too long then, for as long as until the next is measured. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void all_comes_though_both_ends_stand_still_for_a_while_now_and_then(long seed) {
    assertThat(lost(new Path(seed, 1 / 7.0, 1 / 5.0, 5, 120))).isEmpty();
  }

  @Test
  void all_comes_on_a_long_path() {
    assertThat(lost(new Path(9, 1 / 20.0, 1 / 20.0, 100, 0))).isEmpty();
  }
}
