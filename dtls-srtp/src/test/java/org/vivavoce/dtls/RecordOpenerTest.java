package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordOpenerTest {
  private static final int DATA = Records.APPLICATION_DATA;
  private static final long EPOCH_1 = 1L << 48;

  private final byte[] out = new byte[1 << 16];
  private final Random random = new Random(6347);

  /** As after a handshake, in which each direction had a record. */
  private static JdkGcm used(JdkGcm gcm) {
    gcm.setKey(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 0, 16);
    gcm.init(new byte[] {11, 22, 33, 44, 9, 9, 9, 9, 9, 9, 9, 9}, 16);
    try {
      gcm.doFinal(new byte[0], new byte[16], 0, 16, new byte[32], 0);
    } catch (IllegalStateException e) {
      // Opening: the nonce was seen all the same.
    }
    return gcm;
  }

  private static RecordSealer sealer(long next) {
    return new RecordSealer(used(JdkGcm.encrypting()), next);
  }

  private static RecordOpener opener() {
    return new RecordOpener(used(JdkGcm.decrypting()));
  }

  private byte[] record(RecordSealer sealer, int type, int length) {
    byte[] record = new byte[length + GcmRecord.OVERHEAD];
    for (int i = 0; i < length; i++) {
      record[GcmRecord.HEAD_LENGTH + i] = (byte) i;
    }
    sealer.seal(record, 0, type, length);
    return record;
  }

  private int open(RecordOpener opener, byte[] record) {
    return opener.open(record, 0, record.length, out);
  }

  @Test
  void what_was_sealed_is_opened_once_at_any_place_in_an_array() {
    RecordSealer sealer = sealer(EPOCH_1 + 1);
    RecordOpener opener = opener();
    for (int length : new int[] {0, 1, 15, 16, 17, 1163, Records.MAX_DATA_LENGTH}) {
      byte[] record = record(sealer, DATA, length);
      byte[] shifted = new byte[record.length + 20];
      System.arraycopy(record, 0, shifted, 13, record.length);
      assertThat(opener.takes(shifted, 13)).isTrue();
      assertThat(opener.open(shifted, 13, record.length, out)).isEqualTo(length);
      for (int i = 0; i < length; i++) {
        assertThat(out[i]).isEqualTo((byte) i);
      }
      assertThat(open(opener, record)).isEqualTo(-1);
    }
  }

  @Test
  void every_changed_bit_and_every_missing_byte_is_noticed_and_the_record_is_still_taken() {
    byte[] record = record(sealer(EPOCH_1 + 7), DATA, 40);
    RecordOpener opener = opener();
    int tried = 0;
    for (int bit = 0; bit < 8 * record.length; bit++) {
      byte[] changed = record.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      int length = Records.length(changed, 0, changed.length);
      if (length > 0 && opener.takes(changed, 0)) {
        assertThat(opener.open(changed, 0, length, out)).as("bit %d", bit).isEqualTo(-1);
        tried++;
      }
    }
    assertThat(tried).isGreaterThan(8 * (40 + 24 + 6));
    for (int length = Records.HEADER_LENGTH; length < record.length; length++) {
      assertThat(opener.open(record, 0, length, out)).isEqualTo(-1);
    }
    assertThat(open(opener, record)).isEqualTo(40);
  }

  @Test
  void an_authentic_record_that_is_too_long_is_dropped() {
    assertThat(open(opener(), record(sealer(EPOCH_1), DATA, Records.MAX_DATA_LENGTH + 1)))
        .isEqualTo(-1);
  }

  @Test
  void only_application_data_of_the_first_epoch_with_a_cipher_is_taken() {
    assertThat(opener().takes(record(sealer(EPOCH_1), Records.ALERT, 2), 0)).isFalse();
    assertThat(opener().takes(record(sealer(EPOCH_1), Records.HANDSHAKE, 2), 0)).isFalse();
    assertThat(opener().takes(record(sealer(2 * EPOCH_1), DATA, 2), 0)).isFalse();
    assertThat(opener().takes(record(sealer(5), DATA, 2), 0)).isFalse();
  }

  @Test
  void an_alert_dressed_up_as_data_is_dropped() {
    byte[] alert = record(sealer(EPOCH_1 + 3), Records.ALERT, 2);
    alert[0] = (byte) DATA;
    RecordOpener opener = opener();
    assertThat(opener.takes(alert, 0)).isTrue();
    assertThat(open(opener, alert)).isEqualTo(-1);
  }

  @Test
  void a_record_older_than_the_window_is_dropped_and_a_forged_number_does_not_move_it() {
    RecordOpener opener = opener();
    byte[] old = record(sealer(EPOCH_1 + 5), DATA, 3);
    byte[] forged = record(sealer(EPOCH_1 + 6), DATA, 3);
    Records.putLong(forged, 3, EPOCH_1 + (1L << 40));
    assertThat(open(opener, forged)).isEqualTo(-1);
    assertThat(open(opener, record(sealer(EPOCH_1 + 1000), DATA, 3))).isEqualTo(3);
    assertThat(open(opener, old)).isEqualTo(3);
    byte[] late = record(sealer(EPOCH_1 + 7), DATA, 3);
    assertThat(open(opener, record(sealer(EPOCH_1 + 5000), DATA, 3))).isEqualTo(3);
    assertThat(open(opener, late)).isEqualTo(-1);
  }

  @Test
  void rfc_5288_the_explicit_nonce_may_be_another_than_the_number() {
    JdkGcm gcm = used(JdkGcm.encrypting());
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    System.arraycopy(gcm.salt(), 0, nonce, 0, 4);
    byte[] record = new byte[GcmRecord.OVERHEAD + 5];
    Records.writeHeader(record, 0, DATA, EPOCH_1 + 9, 8 + 5 + 16);
    System.arraycopy(nonce, 4, record, 13, 8);
    gcm.init(nonce, 16);
    byte[] associated = new byte[13];
    System.arraycopy(record, 3, associated, 0, 8);
    System.arraycopy(record, 0, associated, 8, 3);
    associated[12] = 5;
    gcm.doFinal(associated, new byte[] {1, 2, 3, 4, 5}, 0, 5, record, 21);
    assertThat(open(opener(), record)).isEqualTo(5);
    assertThat(Arrays.copyOf(out, 5)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void rfc_6347_when_the_numbers_are_used_up_nothing_more_is_sealed() {
    RecordSealer sealer = sealer(2 * EPOCH_1 - 1);
    assertThat(sealer.isExhausted()).isFalse();
    assertThat(open(opener(), record(sealer, DATA, 1))).isEqualTo(1);
    assertThat(sealer.isExhausted()).isTrue();
    assertThatThrownBy(() -> record(sealer, DATA, 1)).isInstanceOf(AssertionError.class);
  }
}
