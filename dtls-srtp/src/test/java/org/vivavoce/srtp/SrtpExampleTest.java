package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The example in {@link SrtpProtector}'s Javadoc: compiled here, run here, the same to the letter.
 */
class SrtpExampleTest {
  @Test
  void the_example_protects_a_packet_that_the_other_side_unprotects() {
    byte[] packet = Pair.rtp(1, 2);
    byte[] buffer = Arrays.copyOf(packet, 100);

    assertThat(example(new byte[16], new byte[12], buffer, packet.length)).isEqualTo(packet.length);
    assertThat(Arrays.copyOf(buffer, packet.length)).isEqualTo(packet);
  }

  private static int example(byte[] key, byte[] salt, byte[] buffer, int rtpLength) {
    // Javadoc begins
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    SrtpMasterKey ours = new SrtpMasterKey(key, salt); // as the DTLS handshake exported them
    SrtpProtector protector = SrtpProtector.create(profile, ours);
    // the buffer has room for profile.rtpOverhead() bytes more
    int length = protector.protect(buffer, 0, rtpLength);
    // at the other side
    SrtpUnprotector unprotector = SrtpUnprotector.create(profile, ours);
    int result = unprotector.unprotect(buffer, 0, length);
    if (result < 0) {
      System.out.println("Dropped: " + SrtpDrop.of(result));
    }
    // Javadoc ends
    return result;
  }

  @Test
  void the_javadoc_shows_this_code() throws IOException {
    String test = Files.readString(Path.of("src/test/java/org/vivavoce/srtp/SrtpExampleTest.java"));
    String code =
        test.substring(
            test.indexOf("// Javadoc begins\n") + "// Javadoc begins\n".length(),
            test.indexOf("    // Javadoc ends"));
    String shown =
        code.lines().map(line -> " * " + line.substring(4)).collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("src/main/java/org/vivavoce/srtp/SrtpProtector.java")))
        .contains(shown);
  }
}
