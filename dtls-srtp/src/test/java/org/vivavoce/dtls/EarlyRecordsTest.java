package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EarlyRecordsTest {
  private static final int ALERT = Records.ALERT;
  private static final int DATA = Records.APPLICATION_DATA;

  private final Counters counters = new Counters();

  private static byte[] record(int type, int epoch, byte... content) {
    byte[] record = new byte[Records.HEADER_LENGTH + content.length];
    record[0] = (byte) type;
    record[1] = (byte) 0xfe;
    record[2] = (byte) 0xfd;
    record[4] = (byte) epoch;
    record[11] = (byte) (content.length >> 8);
    record[12] = (byte) content.length;
    System.arraycopy(content, 0, record, Records.HEADER_LENGTH, content.length);
    return record;
  }

  private static byte[] fragment(int messageType, int length, int offset, int fragmentLength) {
    byte[] content = new byte[HandshakeHeader.LENGTH + fragmentLength];
    content[0] = (byte) messageType;
    content[1] = (byte) (length >> 16);
    content[2] = (byte) (length >> 8);
    content[3] = (byte) length;
    content[7] = (byte) (offset >> 8);
    content[8] = (byte) offset;
    content[10] = (byte) (fragmentLength >> 8);
    content[11] = (byte) fragmentLength;
    return record(Records.HANDSHAKE, 0, content);
  }

  private static byte[] changeCipherSpec() {
    return record(Records.CHANGE_CIPHER_SPEC, 0, (byte) 1);
  }

  private static byte[] finished() {
    return record(Records.HANDSHAKE, 1, new byte[40]);
  }

  private static List<byte[]> drain(EarlyRecords early) {
    List<byte[]> all = new ArrayList<>();
    byte[] next;
    while ((next = early.next()) != null) {
      all.add(next);
    }
    return all;
  }

  private static byte[] join(byte[]... records) {
    int length = Arrays.stream(records).mapToInt(r -> r.length).sum();
    byte[] all = new byte[length];
    int position = 0;
    for (byte[] record : records) {
      System.arraycopy(record, 0, all, position, record.length);
      position += record.length;
    }
    return all;
  }

  @Test
  void a_server_sees_change_cipher_spec_only_after_certificate_verify() {
    EarlyRecords early = new EarlyRecords(DtlsRole.SERVER, counters);
    byte[] verify = fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 0, 70);
    early.add(changeCipherSpec());
    early.add(finished());
    assertThat(drain(early)).isEmpty();
    early.add(verify);
    assertThat(drain(early)).containsExactly(verify, changeCipherSpec(), finished());
    assertThat(counters.recordsHeldBack.sum()).isEqualTo(2);
  }

  @Test
  void all_fragments_of_certificate_verify_are_waited_for_in_any_order() {
    EarlyRecords early = new EarlyRecords(DtlsRole.SERVER, counters);
    early.add(join(changeCipherSpec(), finished()));
    early.add(fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 50, 20));
    early.add(fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 0, 30));
    early.add(fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 0, 30));
    assertThat(drain(early)).hasSize(3).noneMatch(r -> Arrays.equals(r, changeCipherSpec()));
    early.add(fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 25, 25));
    assertThat(drain(early)).hasSize(3).endsWith(changeCipherSpec(), finished());
  }

  @Test
  void a_client_sees_change_cipher_spec_at_once_and_the_new_epoch_after_it() {
    EarlyRecords early = new EarlyRecords(DtlsRole.CLIENT, counters);
    early.add(finished());
    assertThat(drain(early)).isEmpty();
    early.add(changeCipherSpec());
    assertThat(drain(early)).containsExactly(changeCipherSpec(), finished());
    byte[] alert = record(ALERT, 1, new byte[26]);
    early.add(alert);
    assertThat(drain(early)).containsExactly(alert);
  }

  @Test
  void application_data_waits_for_the_end_of_the_handshake() {
    EarlyRecords early = new EarlyRecords(DtlsRole.CLIENT, counters);
    byte[] data = record(DATA, 1, new byte[30]);
    early.add(join(changeCipherSpec(), finished(), data));
    assertThat(drain(early)).containsExactly(changeCipherSpec(), finished());
    assertThat(early.remainder()).containsExactly(data);
    assertThat(early.remainder()).isEmpty();
  }

  @Test
  void application_data_without_a_cipher_is_dropped() {
    EarlyRecords early = new EarlyRecords(DtlsRole.CLIENT, counters);
    early.add(record(DATA, 0, new byte[30]));
    assertThat(drain(early)).isEmpty();
    assertThat(early.remainder()).isEmpty();
    assertThat(counters.recordsDropped.sum()).isEqualTo(1);
  }

  @Test
  void what_is_held_back_is_bounded_and_the_rest_dropped_and_counted() {
    EarlyRecords early = new EarlyRecords(DtlsRole.SERVER, counters);
    for (int i = 0; i < 1000; i++) {
      early.add(record(DATA, 1, new byte[1000]));
    }
    assertThat(early.remainder()).hasSize(32);
    for (int i = 0; i < 1000; i++) {
      early.add(record(DATA, 1, new byte[8000]));
    }
    assertThat(early.remainder()).hasSize(6);
    assertThat(counters.recordsDropped.sum()).isEqualTo(2000 - 38);
  }

  @Test
  void a_message_announced_longer_than_anybody_needs_is_dropped() {
    EarlyRecords early = new EarlyRecords(DtlsRole.SERVER, counters);
    early.add(fragment(1, 0xffffff, 0, 10));
    early.add(fragment(1, HandshakeHeader.MAX_MESSAGE_LENGTH + 1, 0, 10));
    assertThat(drain(early)).isEmpty();
    early.add(fragment(1, HandshakeHeader.MAX_MESSAGE_LENGTH, 0, 10));
    assertThat(drain(early)).hasSize(1);
    assertThat(counters.recordsDropped.sum()).isEqualTo(2);
  }

  @Test
  void a_fragment_that_reaches_beyond_its_message_or_record_is_dropped() {
    EarlyRecords early = new EarlyRecords(DtlsRole.SERVER, counters);
    early.add(fragment(1, 20, 15, 10));
    byte[] tooLong = fragment(1, 100, 0, 10);
    tooLong[Records.HEADER_LENGTH + 11] = 11;
    early.add(tooLong);
    early.add(record(Records.HANDSHAKE, 0, new byte[5]));
    early.add(record(Records.HANDSHAKE, 0));
    assertThat(drain(early)).isEmpty();
    assertThat(counters.recordsDropped.sum()).isEqualTo(4);
  }

  @Test
  void twenty_thousand_mutants_neither_throw_nor_accumulate() {
    Random random = new Random(20_000);
    byte[] flight =
        join(
            fragment(11, 300, 0, 300),
            fragment(16, 66, 0, 66),
            fragment(HandshakeHeader.CERTIFICATE_VERIFY, 70, 0, 70),
            changeCipherSpec(),
            finished(),
            record(DATA, 1, new byte[60]));
    EarlyRecords[] early = {
      new EarlyRecords(DtlsRole.SERVER, counters), new EarlyRecords(DtlsRole.CLIENT, counters)
    };
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = Mutants.of(flight, random);
      for (EarlyRecords each : early) {
        assertThatCode(() -> each.add(mutant)).doesNotThrowAnyException();
        drain(each);
      }
    }
    for (EarlyRecords each : early) {
      assertThat(each.remainder().size()).isLessThanOrEqualTo(32);
    }
    assertThat(counters.recordsDropped.sum()).isGreaterThan(1000);
  }
}
