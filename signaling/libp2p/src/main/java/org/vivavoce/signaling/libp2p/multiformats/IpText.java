package org.vivavoce.signaling.libp2p.multiformats;

import java.util.ArrayList;
import java.util.List;

/** IP addresses as text and bytes, without asking the JDK, which would look names up. */
final class IpText {
  private static final int IP4_LENGTH = 4;
  private static final int IP6_GROUPS = 8;

  private IpText() {}

  static byte[] parseIp4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != IP4_LENGTH) {
      throw new IllegalArgumentException("an IPv4 address has four numbers");
    }
    byte[] out = new byte[IP4_LENGTH];
    for (int i = 0; i < IP4_LENGTH; i++) {
      if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
        throw new IllegalArgumentException("an IPv4 address has numbers from 0 to 255");
      }
      out[i] = (byte) Integer.parseInt(parts[i]);
    }
    return out;
  }

  static String formatIp4(byte[] ip) {
    return (ip[0] & 0xff) + "." + (ip[1] & 0xff) + "." + (ip[2] & 0xff) + "." + (ip[3] & 0xff);
  }

  /** RFC 4291 section 2.2, without zones. */
  static byte[] parseIp6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::")) {
      throw new IllegalArgumentException("an IPv6 address has at most one \"::\"");
    }
    List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), true);
    int given = head.size() + tail.size();
    if (gap < 0 ? given != IP6_GROUPS : given >= IP6_GROUPS) {
      throw new IllegalArgumentException("an IPv6 address has eight groups");
    }
    byte[] out = new byte[2 * IP6_GROUPS];
    for (int i = 0; i < head.size(); i++) {
      put(out, i, head.get(i));
    }
    for (int i = 0; i < tail.size(); i++) {
      put(out, IP6_GROUPS - tail.size() + i, tail.get(i));
    }
    return out;
  }

  private static List<Integer> groups(String text, boolean mayEndInIp4) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return groups;
    }
    String[] parts = text.split(":", IP6_GROUPS + 1);
    for (int i = 0; i < parts.length; i++) {
      if (mayEndInIp4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] ip4 = parseIp4(parts[i]);
        groups.add((ip4[0] & 0xff) << 8 | ip4[1] & 0xff);
        groups.add((ip4[2] & 0xff) << 8 | ip4[3] & 0xff);
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        groups.add(Integer.parseInt(parts[i], 16));
      } else {
        throw new IllegalArgumentException("an IPv6 address has groups of 1 to 4 hex digits");
      }
    }
    return groups;
  }

  private static void put(byte[] out, int group, int value) {
    out[2 * group] = (byte) (value >> 8);
    out[2 * group + 1] = (byte) value;
  }

  /** RFC 5952 section 4: lower case, the longest run of zeros as "::". */
  static String formatIp6(byte[] ip) {
    int[] groups = new int[IP6_GROUPS];
    for (int i = 0; i < IP6_GROUPS; i++) {
      groups[i] = (ip[2 * i] & 0xff) << 8 | ip[2 * i + 1] & 0xff;
    }
    int gapAt = -1;
    int gapLength = 1; // one zero alone is not shortened
    for (int i = 0; i < IP6_GROUPS; i++) {
      int run = 0;
      while (i + run < IP6_GROUPS && groups[i + run] == 0) {
        run++;
      }
      if (run > gapLength) {
        gapAt = i;
        gapLength = run;
      }
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < IP6_GROUPS; i++) {
      if (i == gapAt) {
        out.append("::");
        i += gapLength - 1;
      } else {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
          out.append(':');
        }
        out.append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }
}
