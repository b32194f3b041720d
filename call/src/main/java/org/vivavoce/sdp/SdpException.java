package org.vivavoce.sdp;

/**
 * A session description that cannot be used: which line, what is wrong with it, and what would have
 * been allowed.
 *
 * <p>The message is one sentence for people, and safe to log: the line is shortened and stripped of
 * control characters. It is the W3C's {@code RTCError} with {@code errorDetail} "sdp-syntax-error"
 * and its {@code sdpLineNumber}.
 */
public final class SdpException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 80;

  /** The number of the line, or 0 for the text as a whole. */
  private final int lineNumber;

  /** The line, shortened and printable. */
  private final String line;

  /** What was found. */
  private final String problem;

  /** What would have been right. */
  private final String allowed;

  SdpException(int lineNumber, String line, String problem, String allowed) {
    super(message(lineNumber, shorten(line), shortenProblem(problem), allowed));
    this.lineNumber = lineNumber;
    this.line = shorten(line);
    this.problem = shortenProblem(problem);
    this.allowed = allowed;
  }

  private static String message(int number, String line, String problem, String allowed) {
    String where =
        number == 0 ? "SDP" : "SDP line " + number + (line.isEmpty() ? "" : " '" + line + "'");
    return where + ": " + problem + "; allowed: " + allowed;
  }

  private static String shortenProblem(String problem) {
    return shorten(problem, 2 * SHOWN);
  }

  static String shorten(String text) {
    return shorten(text, SHOWN);
  }

  private static String shorten(String text, int limit) {
    int end = Math.min(text.length(), limit);
    StringBuilder printable = new StringBuilder(end + 3);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      printable.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return end < text.length() ? printable.append("...").toString() : printable.toString();
  }

  /**
   * The number of the line, counted from 1; 0 if the text as a whole is at fault (too large, for
   * example). A line that is missing is named by the line found in its place, or by the number
   * after the last line.
   */
  public int lineNumber() {
    return lineNumber;
  }

  /**
   * The line itself, at most 80 characters of it and without control characters; empty if there is
   * none.
   */
  public String line() {
    return line;
  }

  /** What was found. */
  public String problem() {
    return problem;
  }

  /** What would have been right. */
  public String allowed() {
    return allowed;
  }
}
