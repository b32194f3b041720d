package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our AES-GCM for short packets, and the choice between it and the JVM's, against the JVM's. */
class GcmCipherTest {
  private static final int TAG = 16;
  private static final int KEYS = 40;
  private static final int PACKETS = 500;

  /** What both paths take: the short one ends at 16 blocks less those of header and lengths. */
  private static final int MAX_PAYLOAD = 300;

  private final Random random = new Random(7714);

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void twenty_thousand_packets_are_sealed_as_the_jvm_seals_them_and_opened_again(int keyLength)
      throws GeneralSecurityException {
    for (int k = 0; k < KEYS; k++) {
      Keyed keyed = new Keyed(bytes(keyLength), bytes(12));
      for (int i = 0; i < PACKETS; i++) {
        int clear = 12 + 4 * random.nextInt(18);
        keyed.check(bytes(clear + random.nextInt(MAX_PAYLOAD)), clear);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void each_length_on_both_sides_of_the_short_path_s_end_is_sealed_as_the_jvm_seals_it(
      int keyLength) throws GeneralSecurityException {
    for (int clear = 12; clear <= 80; clear += 4) {
      Keyed keyed = new Keyed(bytes(keyLength), bytes(12));
      for (int payload = 0; payload < MAX_PAYLOAD; payload++) {
        keyed.check(bytes(clear + payload), clear);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void packets_of_zeros_and_of_ones_under_such_keys_are_sealed_as_the_jvm_seals_them(int keyLength)
      throws GeneralSecurityException {
    for (byte fill : new byte[] {0, -1}) {
      byte[] key = new byte[keyLength];
      byte[] salt = new byte[12];
      Arrays.fill(key, fill);
      Arrays.fill(salt, fill);
      Keyed keyed = new Keyed(key, salt);
      for (int payload = 0; payload < MAX_PAYLOAD; payload++) {
        byte[] zeros = new byte[12 + payload];
        keyed.check(zeros, 12);
        Arrays.fill(zeros, (byte) -1);
        keyed.check(zeros, 12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void whichever_bit_of_a_short_packet_is_flipped_it_is_forged_and_left_as_it_came(int keyLength) {
    GcmCipher cipher = cipher(bytes(keyLength), bytes(12));
    for (int length : new int[] {12, 13, 12 + 16, 12 + 100, 12 + 160, 12 + 224}) {
      byte[] sealed = Arrays.copyOf(bytes(length), length + TAG);
      cipher.sealRtp(sealed, 0, length, 12, 5, 77);
      for (int bit = 0; bit < sealed.length * 8; bit++) {
        byte[] forged = sealed.clone();
        forged[bit / 8] ^= (byte) (1 << bit % 8);
        byte[] received = forged.clone();

        assertThat(cipher.openRtp(received, 0, received.length, 12, 5, 77))
            .as("bit %d of %d bytes", bit, sealed.length)
            .isEqualTo(PacketCipher.FORGED);
        assertThat(received).isEqualTo(forged);
      }
      assertThat(cipher.openRtp(sealed, 0, sealed.length, 12, 5, 77)).isEqualTo(length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void another_index_or_ssrc_or_border_of_the_header_makes_a_packet_forged(int keyLength) {
    GcmCipher cipher = cipher(bytes(keyLength), bytes(12));
    byte[] sealed = bytes(12 + 160 + TAG);
    cipher.sealRtp(sealed, 0, 12 + 160, 12, 5, 77);

    for (int bit = 0; bit < 48; bit++) {
      assertThat(cipher.openRtp(sealed.clone(), 0, sealed.length, 12, 5, 77 ^ 1L << bit))
          .isEqualTo(PacketCipher.FORGED);
    }
    for (int bit = 0; bit < 32; bit++) {
      assertThat(cipher.openRtp(sealed.clone(), 0, sealed.length, 12, 5 ^ 1 << bit, 77))
          .isEqualTo(PacketCipher.FORGED);
    }
    assertThat(cipher.openRtp(sealed.clone(), 0, sealed.length, 16, 5, 77))
        .isEqualTo(PacketCipher.FORGED);
    assertThat(cipher.openRtp(sealed, 0, sealed.length, 12, 5, 77)).isEqualTo(12 + 160);
  }

  private static GcmCipher cipher(byte[] key, byte[] salt) {
    return new GcmCipher(new SessionKeys(key, new byte[0], salt));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A key with our ciphers of both directions under it. */
  private final class Keyed {
    private final SecretKeySpec key;
    private final byte[] salt;
    private final GcmCipher sealer;
    private final GcmCipher opener;
    private final Cipher jvm = Cipher.getInstance("AES/GCM/NoPadding");

    Keyed(byte[] key, byte[] salt) throws GeneralSecurityException {
      this.key = new SecretKeySpec(key, "AES");
      this.salt = salt;
      sealer = cipher(key, salt);
      opener = cipher(key, salt);
    }

    void check(byte[] packet, int clear) throws GeneralSecurityException {
      int ssrc = random.nextInt();
      long index = random.nextLong() >>> 16;
      int off = random.nextInt(20);
      byte[] buf = bytes(off + packet.length + TAG + random.nextInt(20));
      byte[] around = buf.clone();
      System.arraycopy(packet, 0, buf, off, packet.length);
      byte[] expected = sealedByJvm(packet, clear, ssrc, index);

      int sealed = sealer.sealRtp(buf, off, packet.length, clear, ssrc, index);

      assertThat(Arrays.copyOfRange(buf, off, off + sealed)).isEqualTo(expected);
      System.arraycopy(expected, 0, around, off, expected.length);
      assertThat(buf).as("what lies around the packet").isEqualTo(around);
      int opened = opener.openRtp(buf, off, sealed, clear, ssrc, index);
      assertThat(Arrays.copyOfRange(buf, off, off + opened)).isEqualTo(packet);
    }

    /** RFC 7714 sections 8.1 and 8.2, in other words than ours. */
    private byte[] sealedByJvm(byte[] packet, int clear, int ssrc, long index)
        throws GeneralSecurityException {
      byte[] iv = ByteBuffer.allocate(12).putShort((short) 0).putInt(ssrc).array();
      for (int i = 0; i < 6; i++) {
        iv[6 + i] = (byte) (index >>> 40 - 8 * i);
      }
      for (int i = 0; i < iv.length; i++) {
        iv[i] ^= salt[i];
      }
      jvm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
      jvm.updateAAD(packet, 0, clear);
      byte[] sealed = Arrays.copyOf(packet, packet.length + TAG);
      jvm.doFinal(packet, clear, packet.length - clear, sealed, clear);
      return sealed;
    }
  }
}
