package org.vivavoce.cli.peer;

import java.util.Optional;

/**
 * What {@code --data} asks for.
 *
 * @param kind what is to be done
 * @param bytes how many are to be sent
 */
record DataUse(Kind kind, long bytes) {
  private static final String SEND = "send:";

  /** What is to be done with data channels. */
  enum Kind {
    /** They are refused. */
    NONE,
    /** What comes is sent back. */
    ECHO,
    /** Much is sent. */
    SEND,
    /** What comes is counted. */
    SINK
  }

  /** Reads the option; empty if it is none of them. */
  static Optional<DataUse> parse(String text) {
    return switch (text) {
      case "none" -> Optional.of(new DataUse(Kind.NONE, 0));
      case "echo" -> Optional.of(new DataUse(Kind.ECHO, 0));
      case "sink" -> Optional.of(new DataUse(Kind.SINK, 0));
      default ->
          text.matches(SEND + "[1-9][0-9]{0,14}")
              ? Optional.of(new DataUse(Kind.SEND, Long.parseLong(text.substring(SEND.length()))))
              : Optional.empty();
    };
  }
}
