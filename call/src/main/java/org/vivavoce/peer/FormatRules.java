package org.vivavoce.peer;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vivavoce.sdp.Fmtp;

/**
 * What a payload format says of its parameters in offer and answer: which of them make it another
 * format, and what an answer says of the others.
 */
sealed interface FormatRules permits Vp9Rules, H264Rules, Av1Rules, FormatRules.NoRules {

  /**
   * Whether two sides that say this mean streams that both can take.
   *
   * @param ours parameters by their names in lower case
   * @param theirs the same; what came from the network may hold anything
   */
  boolean compatible(Map<String, String> ours, Map<String, String> theirs);

  /**
   * What we say once both are known to be compatible.
   *
   * @return parameters as {@code a=fmtp} writes them; may be empty
   */
  Map<String, String> agreed(Map<String, String> ours, Map<String, String> theirs);

  /** The rules of an encoding. */
  static FormatRules of(String encodingName) {
    return switch (encodingName.toUpperCase(Locale.ROOT)) {
      case "VP9" -> Vp9Rules.INSTANCE;
      case "H264" -> H264Rules.INSTANCE;
      case "AV1" -> Av1Rules.INSTANCE;
      default -> NoRules.INSTANCE;
    };
  }

  /** Parameters out of the text of an {@code a=fmtp}, which may be empty. */
  static Map<String, String> parameters(String fmtp) {
    return fmtp.isEmpty() ? Map.of() : Fmtp.of(0, fmtp).parameters();
  }

  /** Parameters as text, as {@code a=fmtp} writes them. */
  static String text(Map<String, String> parameters) {
    return parameters.isEmpty() ? "" : Fmtp.of(0, parameters).text();
  }

  /** A parameter that is a whole number; -1 if it is none, or out of range. */
  static int number(Map<String, String> parameters, String name, int inferred, int most) {
    String text = parameters.get(name);
    if (text == null) {
      return inferred;
    }
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int value = Integer.parseInt(text);
    return value <= most ? value : -1;
  }

  /** The same parameters, one of them with another value. */
  static Map<String, String> with(Map<String, String> parameters, String name, Object value) {
    Map<String, String> changed = new LinkedHashMap<>(parameters);
    changed.put(name, value.toString());
    return changed;
  }

  /**
   * Formats whose parameters only tell what their writer likes to receive: Opus (RFC 7587), VP8
   * (RFC 7741 section 6.2: max-fr and max-fs), the telephone's. Each side says its own.
   */
  enum NoRules implements FormatRules {
    /** The only one. */
    INSTANCE;

    @Override
    public boolean compatible(Map<String, String> ours, Map<String, String> theirs) {
      return true;
    }

    @Override
    public Map<String, String> agreed(Map<String, String> ours, Map<String, String> theirs) {
      return ours;
    }
  }
}
