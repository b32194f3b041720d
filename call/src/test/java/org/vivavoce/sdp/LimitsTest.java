package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void a_megabyte_of_lines_is_refused_without_looking_at_it() throws SdpException {
    String text = Sdp.SMALL + "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n".repeat(24_000);
    assertThat(text).hasSizeGreaterThan(1_000_000);
    assertThat(Sdp.refusal(text).lineNumber()).isZero();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    SdpException refusal = Sdp.refusal(text);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(refusal.problem()).contains(text.length() + " characters");
    assertThat(allocated).isLessThan(100_000);
  }

  @Test
  void a_line_may_have_16_kibi_characters_and_no_more() throws SdpException {
    String longest = "a=identity:" + "x".repeat(SdpLimits.MAX_LINE_LENGTH - 11);
    assertThat(
            SessionDescription.parse(Sdp.SMALL.replace("a=group:BUNDLE a", longest))
                .attributes()
                .value("identity"))
        .hasValueSatisfying(value -> assertThat(value).hasSize(SdpLimits.MAX_LINE_LENGTH - 11));
    SdpException refusal = Sdp.refusal(Sdp.SMALL.replace("a=group:BUNDLE a", longest + "x"));
    assertThat(refusal.lineNumber()).isEqualTo(5);
    assertThat(refusal.problem()).contains("16385 characters");
  }

  @Test
  void a_section_may_have_4096_attributes_and_no_more() throws SdpException {
    String full = Sdp.SMALL + "a=x\n".repeat(SdpLimits.MAX_ATTRIBUTES - 1);
    assertThat(SessionDescription.parse(full).media().get(0).attributes().size())
        .isEqualTo(SdpLimits.MAX_ATTRIBUTES);
    SdpException refusal = Sdp.refusal(full + "a=x\n");
    assertThat(refusal.lineNumber()).isEqualTo(8 + SdpLimits.MAX_ATTRIBUTES);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Attributes.of(
                    Collections.nCopies(SdpLimits.MAX_ATTRIBUTES + 1, Attribute.of("x"))));
  }

  @Test
  void a_description_may_have_1024_sections_and_no_more() throws SdpException {
    String full = Sdp.SMALL + "m=audio 0 RTP/AVP 0\n".repeat(SdpLimits.MAX_MEDIA - 1);
    assertThat(SessionDescription.parse(full).media()).hasSize(SdpLimits.MAX_MEDIA);
    SdpException refusal = Sdp.refusal(full + "m=audio 0 RTP/AVP 0\n");
    assertThat(refusal.lineNumber()).isEqualTo(8 + SdpLimits.MAX_MEDIA);
  }

  @Test
  void a_time_may_have_64_repetitions_and_no_more() throws SdpException {
    String full = "t=0 0\r\n" + "r=7d 1h 0\r\n".repeat(SdpLimits.MAX_REPEATS);
    assertThat(
            SessionDescription.parse(Sdp.SMALL.replace("t=0 0\r\n", full)).times().get(0).repeats())
        .hasSize(SdpLimits.MAX_REPEATS);
    assertThat(Sdp.refusal(Sdp.SMALL.replace("t=0 0\r\n", full + "r=7d 1h 0\r\n")).lineNumber())
        .isEqualTo(5 + SdpLimits.MAX_REPEATS);
  }

  /**
   * Twice the text may cost a little more than twice the memory, never four times: measured in
   * bytes allocated, which a busy machine does not change.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=candidate:# 1 udp 1 192.0.2.1 9 typ host",
        "a=extmap:4096 urn:x#",
        "a=ssrc:# cname:x",
        "a=rtcp-fb:* nack #",
        "a=fmtp:111 a=#",
        "a=unknown-#:x",
        "a=rid:# send",
        "a=fingerprint:own-# 42",
        "m=audio 0 RTP/AVP 0",
        "m=audio 9 RTP/AVP 0;a=mid:#",
        "m=audio 9 RTP/AVP 0;c=IN IP4 192.0.2.1;b=AS:#",
      })
  void the_cost_of_parsing_and_reading_is_linear(String lines) throws SdpException {
    cost(lines, 100);
    long small = cost(lines, 500);
    long large = cost(lines, 1_000);
    assertThat(large).isLessThan(small * 5 / 2);
  }

  private static long cost(String lines, int times) throws SdpException {
    String more =
        IntStream.range(0, times)
            .mapToObj(i -> lines.replace("#", Integer.toString(1_000_000 + i)).replace(";", "\r\n"))
            .collect(Collectors.joining("\r\n"));
    String text = Sdp.SMALL.replace("RTP/AVP 0", "RTP/AVP 111") + more;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    SessionDescription parsed = SessionDescription.parse(text);
    Readings.readEverything(parsed);
    long after = THREADS.getCurrentThreadAllocatedBytes();
    assertThat(parsed.toString()).hasSizeGreaterThan(more.length());
    return after - before;
  }

  @Test
  void the_largest_text_costs_a_small_multiple_of_its_size() throws SdpException {
    String section = "m=audio 9 RTP/AVP 0\n" + "a=x\n".repeat(1_000);
    String text = Sdp.SMALL + section.repeat((SdpLimits.MAX_LENGTH - 200) / section.length());
    assertThat(text.length()).isGreaterThan(SdpLimits.MAX_LENGTH - 10_000);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    SessionDescription.parse(text);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).isLessThan(100L * SdpLimits.MAX_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e=x", "p=x", "c=IN IP4 0.0.0.0", "b=AS:1", "t=0 0"})
  void a_line_that_may_repeat_does_so_64_times_and_no_more(String line) throws SdpException {
    String start = Sdp.lines("v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-");
    String end = line.startsWith("t") ? "" : "t=0 0";
    int most = line.startsWith("c") ? 1 : SdpLimits.MAX_REPEATS;
    SessionDescription.parse(start + (line + "\r\n").repeat(most) + end);
    SdpException refusal = Sdp.refusal(start + (line + "\r\n").repeat(most + 1) + end);
    assertThat(refusal.lineNumber()).isEqualTo(3 + most + 1);
  }
}
