package org.vivavoce.sdp;

/**
 * What is wrong with one value, before it is known which line it stands on. Never leaves the
 * package.
 */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient String problem;
  private final transient String allowed;

  /**
   * @param problem what was found, as the middle of a sentence
   * @param allowed what would have been right
   */
  BadValue(String problem, String allowed) {
    // Hostile text makes these by the thousand: no stack trace is needed, none is made.
    super(problem + "; allowed: " + allowed, null, false, false);
    this.problem = problem;
    this.allowed = allowed;
  }

  String problem() {
    return problem;
  }

  String allowed() {
    return allowed;
  }

  SdpException atLine(int number, String line) {
    return new SdpException(number, line, problem, allowed);
  }

  IllegalArgumentException asMisuse() {
    return new IllegalArgumentException(getMessage());
  }

  /** A value was checked when it entered and cannot be read now: our own broken invariant. */
  AssertionError asBrokenInvariant() {
    return new AssertionError(
        "an attribute that was checked does not parse: " + getMessage(), this);
  }
}
