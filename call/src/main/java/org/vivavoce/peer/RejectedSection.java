package org.vivavoce.peer;

import java.util.List;

/**
 * An m-line with port zero: refused by one side, or given back by it. A later offer may use its
 * place again (RFC 9429 section 5.2.2).
 */
record RejectedSection(String mid, String kindText, String protocol, List<String> formats)
    implements MediaSection {
  RejectedSection {
    formats = List.copyOf(formats);
  }
}
