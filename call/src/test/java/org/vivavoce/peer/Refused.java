package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.CompletionException;

/** What a refusal must be like. */
final class Refused {
  private Refused() {}

  /** The operation fails with that error, at once or by its future; returns it. */
  static PeerConnectionException with(RtcErrorName error, Runnable operation) {
    Throwable thrown = catchThrowable(operation::run);
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    assertThat(cause).isInstanceOf(PeerConnectionException.class);
    PeerConnectionException e = (PeerConnectionException) cause;
    assertThat(e.error()).as(e.getMessage()).isEqualTo(error);
    assertThat(e.getMessage()).startsWith(error.text() + ": ");
    return e;
  }
}
