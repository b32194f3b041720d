package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GHASH against the vectors of its specification, and against its definition bit by bit. */
class GhashTest {
  private static final int MOST = Ghash.MAX_BLOCKS - 1;

  private final Random random = new Random(20261125);

  /** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B. */
  @ParameterizedTest
  @CsvSource({
    "66e94bd4ef8a2c3b884cfa59ca342b2e, '', 0388dace60b6a392f328c2b971b2fe78,"
        + " f38cbb1ad69223dcc3457ae5b6b0f885",
    "b83b533708bf535d0aa6e52980d53b78, '', 42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e23"
        + "29aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985,"
        + " 7f1b32b81b820d02614f8895ac1d4eac",
    "b83b533708bf535d0aa6e52980d53b78, feedfacedeadbeeffeedfacedeadbeefabaddad2, 42831ec2217774244b7"
        + "221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0"
        + "aac973d58e091, 698e57f70e6ecc7fd9463b7260a9ae5f",
  })
  void gcm_test_cases_2_3_and_4_have_the_hashes_that_the_specification_says(
      String key, String clear, String sealed, String hash) {
    byte[] buf = Hex.bytes(clear + sealed);

    assertThat(hash(ghash(Hex.bytes(key)), buf, clear.length() / 2, sealed.length() / 2))
        .isEqualTo(hash);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000000000000000000000000000",
        "80000000000000000000000000000000",
        "00000000000000000000000000000001",
        "00000000000000018000000000000000",
        "ffffffffffffffffffffffffffffffff",
        "e1000000000000000000000000000000",
      })
  void under_peculiar_keys_peculiar_blocks_have_the_hashes_of_the_definition(String key) {
    Ghash ghash = ghash(Hex.bytes(key));
    for (int fill : new int[] {0x00, 0xff, 0x80, 0x01, 0xe1}) {
      for (int blocks = 0; blocks <= MOST; blocks++) {
        byte[] buf = new byte[blocks * AesKeystream.BLOCK];
        Arrays.fill(buf, (byte) fill);
        int clear = random.nextInt(blocks + 1) * AesKeystream.BLOCK;

        assertThat(hash(ghash, buf, clear, buf.length - clear))
            .as("%d blocks of %02x, %d of them clear", blocks, fill, clear)
            .isEqualTo(defined(Hex.bytes(key), buf, clear, buf.length - clear));
      }
    }
  }

  @Test
  void every_single_bit_of_every_block_counts_as_the_definition_says() {
    byte[] key = bytes(AesKeystream.BLOCK);
    Ghash ghash = ghash(key);
    for (int bit = 0; bit < MOST * AesKeystream.BLOCK * 8; bit++) {
      byte[] buf = new byte[MOST * AesKeystream.BLOCK];
      buf[bit / 8] = (byte) (0x80 >>> bit % 8);

      assertThat(hash(ghash, buf, 16, buf.length - 16))
          .isEqualTo(defined(key, buf, 16, buf.length - 16));
    }
  }

  @Test
  void whatever_the_lengths_and_their_order_the_hash_is_that_of_the_definition() {
    for (int i = 0; i < 200; i++) {
      byte[] key = bytes(AesKeystream.BLOCK);
      Ghash ghash = ghash(key);
      for (int j = 0; j < 20; j++) {
        int clear = random.nextInt(100);
        int sealed = random.nextInt(240);
        if (Ghash.takes(clear, sealed)) {
          int off = random.nextInt(20);
          byte[] buf = bytes(off + clear + sealed + random.nextInt(20));

          ghash.hash(buf, off, clear, sealed);

          byte[] hashed = Arrays.copyOfRange(buf, off, off + clear + sealed);
          assertThat(text(ghash)).isEqualTo(defined(key, hashed, clear, sealed));
        }
      }
    }
  }

  @Test
  void fifteen_blocks_are_taken_and_one_byte_more_is_not() {
    assertThat(Ghash.takes(12, 14 * 16)).isTrue();
    assertThat(Ghash.takes(12, 14 * 16 + 1)).isFalse();
    assertThat(Ghash.takes(17, 14 * 16)).isFalse();
    assertThat(Ghash.takes(0, 15 * 16)).isTrue();
    assertThat(Ghash.takes(15 * 16, 0)).isTrue();
    assertThat(Ghash.takes(15 * 16 + 1, 0)).isFalse();
    assertThat(Ghash.takes(65_000, 65_000)).isFalse();
  }

  private static Ghash ghash(byte[] key) {
    return new Ghash(Bytes.getLong(key, 0), Bytes.getLong(key, 8));
  }

  private static String hash(Ghash ghash, byte[] buf, int clear, int sealed) {
    ghash.hash(buf, 0, clear, sealed);
    return text(ghash);
  }

  private static String text(Ghash ghash) {
    return "%016x%016x".formatted(ghash.high(), ghash.low());
  }

  /** NIST SP 800-38D sections 6.3 and 6.4 as they stand, with the blocks' bits in order. */
  private static String defined(byte[] key, byte[] buf, int clear, int sealed) {
    BigInteger h = new BigInteger(1, key);
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < clear; i += 16) {
      sum = times(sum.xor(block(buf, i, Math.min(16, clear - i))), h);
    }
    for (int i = 0; i < sealed; i += 16) {
      sum = times(sum.xor(block(buf, clear + i, Math.min(16, sealed - i))), h);
    }
    BigInteger lengths = BigInteger.valueOf(8L * clear).shiftLeft(64);
    sum = times(sum.xor(lengths).xor(BigInteger.valueOf(8L * sealed)), h);
    return "%032x".formatted(sum);
  }

  private static BigInteger block(byte[] buf, int off, int length) {
    return new BigInteger(1, Arrays.copyOf(Arrays.copyOfRange(buf, off, off + length), 16));
  }

  private static BigInteger times(BigInteger x, BigInteger y) {
    BigInteger r = BigInteger.valueOf(0xe1).shiftLeft(120);
    BigInteger z = BigInteger.ZERO;
    BigInteger v = y;
    for (int i = 0; i < 128; i++) {
      if (x.testBit(127 - i)) {
        z = z.xor(v);
      }
      v = v.testBit(0) ? v.shiftRight(1).xor(r) : v.shiftRight(1);
    }
    return z;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
