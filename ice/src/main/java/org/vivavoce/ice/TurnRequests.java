package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Requests to a TURN server with long-term credentials (RFC 8489 section 9.2). On the loop. */
final class TurnRequests {
  private static final int CAPACITY = 4096;
  private static final int MAX_TEXT = 763;

  private final StunTransactions transactions;
  private final Object owner;
  private final IceServer server;
  private final LocalPath port;
  private final InetSocketAddress to;
  private String realm;
  private String nonce;
  private StunHmac key;

  /** Told why a request failed: a STUN error code, or {@link IceCandidateError#UNREACHABLE}. */
  interface Failure {
    void failed(int code, String why);
  }

  /** Fills a request after its credentials. */
  interface Body {
    void write(StunWriter request);
  }

  TurnRequests(
      StunTransactions transactions,
      Object owner,
      IceServer server,
      LocalPath port,
      InetSocketAddress to) {
    this.transactions = transactions;
    this.owner = owner;
    this.server = server;
    this.port = port;
    this.to = to;
  }

  private StunWriter authenticated(int type) {
    StunWriter request = new StunWriter(type, TransactionId.random(), CAPACITY);
    if (key != null) {
      request.text(StunMessage.USERNAME, server.username());
      request.text(StunMessage.REALM, realm).text(StunMessage.NONCE, nonce);
    }
    return request;
  }

  private ByteBuffer finish(StunWriter request) {
    return key == null ? request.finish() : request.sign(key);
  }

  /** Sends a request without caring for the answer. */
  void sendOnce(int type, Body body) {
    StunWriter request = authenticated(type);
    body.write(request);
    port.send(finish(request), to);
  }

  /** Sends a request; a challenge or a stale nonce is answered as often as tries allow. */
  void send(int type, Body body, int tries, Consumer<StunMessage> success, Failure failure) {
    StunWriter request = authenticated(type);
    body.write(request);
    boolean signed = key != null;
    transactions.send(
        owner,
        port,
        to,
        request.id(),
        finish(request),
        new StunTransactions.Handler() {
          @Override
          public boolean onResponse(StunMessage response, long roundTripNanos) {
            int code = response.errorCode();
            if (response.isSuccess()) {
              if (signed && !response.verify(key)) {
                return false; // forged; the true one may still come
              }
              success.accept(response);
            } else if (tries > 1 && (code == 438 || (code == 401 && !signed))) {
              if (!challenged(response)) {
                return false;
              }
              send(type, body, tries - 1, success, failure);
            } else {
              failure.failed(code, reason(code));
            }
            return true;
          }

          @Override
          public void onTimeout() {
            failure.failed(IceCandidateError.UNREACHABLE, "does not answer");
          }
        });
  }

  /** RFC 8656 section 18.2 and RFC 8489 section 14.8, in words. */
  private static String reason(int code) {
    String what =
        switch (code) {
          case 300 -> "wants another server to be asked, which is not done";
          case 400 -> "does not understand the request";
          case 401 -> "refuses the credential";
          case 403 -> "forbids it";
          case 420 -> "does not know an attribute";
          case 437 -> "has lost the allocation";
          case 438 -> "calls every nonce stale";
          case 440, 443 -> "does not relay this IP version";
          case 441 -> "gave the allocation to another credential";
          case 442 -> "does not relay UDP";
          case 486 -> "has given this user all allocations that it may have";
          case 500 -> "has failed";
          case 508 -> "has no relayed address left";
          default -> "refuses";
        };
    return what + " (" + code + ")";
  }

  private boolean challenged(StunMessage response) {
    String newRealm = response.text(StunMessage.REALM);
    String newNonce = response.text(StunMessage.NONCE);
    if (newNonce == null
        || newNonce.length() > MAX_TEXT
        || (newRealm == null ? realm == null : newRealm.length() > MAX_TEXT)) {
      return false;
    }
    nonce = newNonce;
    realm = newRealm == null ? realm : newRealm;
    key = StunHmac.longTerm(server.username(), realm, server.credential());
    return true;
  }
}
