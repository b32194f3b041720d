package org.vivavoce.srtp;

import java.util.Arrays;

/**
 * GHASH (NIST SP 800-38D section 6.4) of what fits {@value #MAX_BLOCKS} blocks, without secrets as
 * indices.
 *
 * <pre>
 *   X(1) ... X(n)   associated data, padded | ciphertext, padded | 64 bits: length of each
 *   S = X(1) H^n + X(2) H^(n-1) + ... + X(n) H        in GF(2^128), H = AES(K, 0)
 * </pre>
 *
 * <p><b>Why not Horner's rule.</b> {@code S = (S + X(i)) H} with a table of the multiples of H
 * looks up bytes of S, which only those who have the key know; which cache lines that touches can
 * be measured from outside. Here the sum stays a sum, with one table for each power of H, and what
 * is looked up are bytes of the X(i): headers, ciphertext and lengths, which everybody on the path
 * sees. So neither the addresses read nor the branches taken depend on a secret; all that is done
 * with secret values is to shift and XOR them. The <em>content</em> of the tables is as secret as
 * the key.
 *
 * <p><b>How.</b> A table has the products of all 256 bytes with its power of H, so a block takes 16
 * look-ups. The products of the bytes at one place in their blocks are summed first, over all
 * blocks, and then the 16 sums are shifted into place: byte c of a block counts z^8c times, and
 * byte c + 8 just one word more, so that eight shifts by a byte and one reduction do.
 *
 * <p><b>Size.</b> 4 KB for each block, made in groups of four when a packet needs them: 48 KB for
 * 160 bytes of payload, 64 KB at most for each key. Tables for half bytes would take an eighth of
 * that, but twice the time, which leaves nothing of what is gained on the JVM's own AES/GCM. The
 * two words of a product lie side by side, so that a look-up costs one cache line: with many
 * connections the tables are not in the first caches.
 *
 * <p>One owner at a time. Nothing is allocated once the tables are made.
 */
final class Ghash {
  /** How many blocks are taken: 64 KB of tables. For more, the JVM's AES/GCM is as good. */
  static final int MAX_BLOCKS = 16;

  private static final int BLOCK = AesKeystream.BLOCK;
  private static final int GROUP = 4;
  private static final int COLUMNS = BLOCK / 2;

  /** A table's size in longs, two for each byte; where power k's table starts is k - 1 times it. */
  private static final int TABLE = 2 * 256;

  /** Where a table has the product of the byte 0x80, which is 1 in GCM's order of bits. */
  private static final int ONE = 2 * 0x80;

  /** z^128 = 1 + z + z^2 + z^7, where the highest bit of a block's first byte is 1. */
  private static final long POLYNOMIAL = 0xe1L << 56;

  private final long keyHigh;
  private final long keyLow;
  private long[] tables = {};

  /** X(n) first, so that each block lies where its power of H does; zero up to a whole group. */
  private final byte[] blocks = new byte[MAX_BLOCKS * BLOCK];

  /** The sums of bytes c and c + 8 of all blocks, the latter a word later: at c, c + 8, c + 16. */
  private final long[] sums = new long[3 * COLUMNS];

  private long high;
  private long low;

  /** Takes H, which is secret, in two words. */
  Ghash(long keyHigh, long keyLow) {
    this.keyHigh = keyHigh;
    this.keyLow = keyLow;
  }

  /** Tells whether the blocks of so much associated data and ciphertext can be taken. */
  static boolean takes(int clear, int sealed) {
    return blocksOf(clear) + blocksOf(sealed) < MAX_BLOCKS;
  }

  /** Hashes associated data and the ciphertext behind it, for which {@link #takes} holds. */
  void hash(byte[] buf, int off, int clear, int sealed) {
    Bytes.putLong(blocks, 0, (long) clear * Byte.SIZE);
    Bytes.putLong(blocks, Long.BYTES, (long) sealed * Byte.SIZE);
    int first = blocksOf(sealed);
    int count = 1 + first + blocksOf(clear);
    fill(buf, off + clear, sealed, first);
    fill(buf, off, clear, count - 1);
    int groups = (count + GROUP - 1) / GROUP;
    Arrays.fill(blocks, count * BLOCK, groups * GROUP * BLOCK, (byte) 0);
    if (tables.length < groups * GROUP * TABLE) {
      makeTables(groups * GROUP);
    }
    for (int column = 0; column < COLUMNS; column++) {
      sum(tables, blocks, column, groups, sums);
    }
    combine();
  }

  /** The first eight bytes of the last hash. */
  long high() {
    return high;
  }

  /** The last eight bytes of the last hash. */
  long low() {
    return low;
  }

  private static int blocksOf(int length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  /** Lays bytes into the block given and those before it, and zeros behind the last byte. */
  private void fill(byte[] buf, int off, int length, int block) {
    int at = off;
    int to = block * BLOCK;
    for (int left = length; left >= BLOCK; left -= BLOCK) {
      Bytes.putLong(blocks, to, Bytes.getLong(buf, at));
      Bytes.putLong(blocks, to + Long.BYTES, Bytes.getLong(buf, at + Long.BYTES));
      at += BLOCK;
      to -= BLOCK;
    }
    int rest = length % BLOCK;
    if (rest != 0) {
      Bytes.putLong(blocks, to, 0);
      Bytes.putLong(blocks, to + Long.BYTES, 0);
      System.arraycopy(buf, at, blocks, to, rest);
    }
  }

  /**
   * Sums the products of bytes c and c + 8 of all blocks.
   *
   * <p>Without a loop over the blocks, of which the compiler makes something half as fast: once the
   * group is a constant, a look-up is an OR, a check of the bounds and an XOR.
   */
  private static void sum(long[] tables, byte[] blocks, int c, int groups, long[] sums) {
    sums[c] = 0;
    sums[c + COLUMNS] = 0;
    sums[c + 2 * COLUMNS] = 0;
    add(tables, blocks, c, 0, sums);
    if (groups > 1) {
      add(tables, blocks, c, 1, sums);
    }
    if (groups > 2) {
      add(tables, blocks, c, 2, sums);
    }
    if (groups > 3) {
      add(tables, blocks, c, 3, sums);
    }
  }

  private static void add(long[] tables, byte[] blocks, int c, int group, long[] sums) {
    int table = group * GROUP * TABLE;
    int at = group * GROUP * BLOCK + c;
    int i0 = table | (blocks[at] & 0xff) << 1;
    int j0 = table | (blocks[at + 8] & 0xff) << 1;
    int i1 = table | TABLE | (blocks[at + 16] & 0xff) << 1;
    int j1 = table | TABLE | (blocks[at + 24] & 0xff) << 1;
    int i2 = table | 2 * TABLE | (blocks[at + 32] & 0xff) << 1;
    int j2 = table | 2 * TABLE | (blocks[at + 40] & 0xff) << 1;
    int i3 = table | 3 * TABLE | (blocks[at + 48] & 0xff) << 1;
    int j3 = table | 3 * TABLE | (blocks[at + 56] & 0xff) << 1;
    sums[c] ^= tables[i0] ^ tables[i1] ^ tables[i2] ^ tables[i3];
    sums[c + COLUMNS] ^= tables[i0 + 1] ^ tables[i1 + 1] ^ tables[i2 + 1] ^ tables[i3 + 1];
    sums[c + COLUMNS] ^= tables[j0] ^ tables[j1] ^ tables[j2] ^ tables[j3];
    sums[c + 2 * COLUMNS] ^= tables[j0 + 1] ^ tables[j1 + 1] ^ tables[j2 + 1] ^ tables[j3 + 1];
  }

  /** Shifts the columns' sums into place, and reduces the 256 bits. */
  private void combine() {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    for (int column = COLUMNS - 1; column >= 0; column--) {
      d = d >>> 8 | c << 56;
      c = (c >>> 8 | b << 56) ^ sums[column + 2 * COLUMNS];
      b = (b >>> 8 | a << 56) ^ sums[column + COLUMNS];
      a = a >>> 8 ^ sums[column];
    }
    // z^192 and up comes down by 128, and then so does z^128 and up.
    b ^= d ^ d >>> 1 ^ d >>> 2 ^ d >>> 7;
    c ^= d << 63 ^ d << 62 ^ d << 57;
    high = a ^ c ^ c >>> 1 ^ c >>> 2 ^ c >>> 7;
    low = b ^ c << 63 ^ c << 62 ^ c << 57;
  }

  private void makeTables(int powers) {
    int made = tables.length / TABLE;
    long[] longer = Arrays.copyOf(tables, powers * TABLE);
    for (int power = made; power < powers; power++) {
      int table = power * TABLE;
      if (power == 0) {
        longer[ONE] = keyHigh;
        longer[ONE + 1] = keyLow;
      } else {
        multiply(longer, table - TABLE + ONE, table + ONE);
      }
      fillTable(longer, table);
    }
    tables = longer;
  }

  /** Multiplies the element at one place by H, in time that does not depend on either. */
  private void multiply(long[] elements, int from, int to) {
    long x = keyHigh;
    long y = keyLow;
    for (int bit = 0; bit < BLOCK * Byte.SIZE; bit++) {
      long mask = -(elements[from + bit / Long.SIZE] >>> Long.SIZE - 1 - bit % Long.SIZE & 1);
      elements[to] ^= x & mask;
      elements[to + 1] ^= y & mask;
      long carry = POLYNOMIAL & -(y & 1);
      y = y >>> 1 | x << Long.SIZE - 1;
      x = x >>> 1 ^ carry;
    }
  }

  /** Fills a table that has the product of the byte 0x80, which is 1, so far. */
  private static void fillTable(long[] longs, int table) {
    for (int bit = 0x40; bit > 0; bit >>= 1) {
      long x = longs[table + 4 * bit];
      long y = longs[table + 4 * bit + 1];
      longs[table + 2 * bit] = x >>> 1 ^ POLYNOMIAL & -(y & 1);
      longs[table + 2 * bit + 1] = y >>> 1 | x << Long.SIZE - 1;
    }
    for (int bit = 2; bit <= 0x80; bit <<= 1) {
      for (int lower = 1; lower < bit; lower++) {
        int both = table + 2 * (bit + lower);
        longs[both] = longs[table + 2 * bit] ^ longs[table + 2 * lower];
        longs[both + 1] = longs[table + 2 * bit + 1] ^ longs[table + 2 * lower + 1];
      }
    }
  }
}
