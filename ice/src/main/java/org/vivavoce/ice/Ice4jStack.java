package org.vivavoce.ice;

import java.net.InetSocketAddress;
import org.ice4j.ResponseCollector;
import org.ice4j.StunException;
import org.ice4j.StunResponseEvent;
import org.ice4j.StunTimeoutEvent;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.message.Indication;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.socket.IceSocketWrapper;
import org.ice4j.stack.RawMessage;
import org.ice4j.stack.StunStack;
import org.ice4j.stack.TransactionID;

/**
 * The seam: what ice4j wants to send goes to our sockets, as messages of our own making, and what
 * it hears has been authenticated by us. ice4j never reads a byte from the network here (it does
 * not check the integrity of responses, and its transaction ids can be guessed), and none of its
 * socket and retransmission threads is ever started.
 */
final class Ice4jStack extends StunStack {
  private static final byte[] NO_BYTES = {};

  /** Sends one connectivity check; called on a thread of ice4j. */
  interface Checker {
    /**
     * Tells the collector's outcome later, on the loop.
     *
     * @return false when it cannot be sent at all
     */
    boolean check(
        TransportAddress through,
        TransportAddress to,
        boolean useCandidate,
        boolean controlling,
        Outcome outcome);
  }

  /** What came of a check; on the loop. */
  interface Outcome {
    void success(InetSocketAddress mapped);

    void error(int code);

    void timeout();
  }

  private volatile Checker checker;

  void checker(Checker value) {
    checker = value;
  }

  static TransportAddress ice4j(InetSocketAddress address) {
    return new TransportAddress(address.getAddress(), address.getPort(), Transport.UDP);
  }

  @Override
  public TransactionID sendRequest(
      Request request,
      TransportAddress to,
      TransportAddress through,
      ResponseCollector collector,
      TransactionID id,
      int originalWaitInterval,
      int maxWaitInterval,
      int maxRetransmissions) {
    Checker current = checker;
    try {
      request.setTransactionID(id.getBytes());
    } catch (StunException e) {
      throw new AssertionError("ice4j's own transaction id", e);
    }
    boolean sent =
        current != null
            && current.check(
                through,
                to,
                request.containsAttribute(Attribute.USE_CANDIDATE),
                request.containsAttribute(Attribute.ICE_CONTROLLING),
                new Outcome() {
                  @Override
                  public void success(InetSocketAddress mapped) {
                    answer(MessageFactory.createBindingResponse(request, ice4j(mapped)));
                  }

                  @Override
                  public void error(int code) {
                    answer(MessageFactory.createBindingErrorResponse((char) code));
                  }

                  @Override
                  public void timeout() {
                    collector.processTimeout(
                        new StunTimeoutEvent(Ice4jStack.this, request, through, id));
                  }

                  private void answer(Response response) {
                    try {
                      response.setTransactionID(id.getBytes());
                    } catch (StunException e) {
                      throw new AssertionError("ice4j's own transaction id", e);
                    }
                    RawMessage raw = RawMessage.build(NO_BYTES, 0, to, through);
                    collector.processResponse(
                        new StunResponseEvent(Ice4jStack.this, raw, response, request, id));
                  }
                });
    return sent ? id : null;
  }

  /** Keep-alives: consent checks do that. */
  @Override
  public void sendIndication(Indication indication, TransportAddress to, TransportAddress through) {
    // Nothing to send.
  }

  @Override
  public void cancelTransaction(TransactionID id) {
    // ice4j wants to hear about the response still, and a retransmission more does no harm.
  }

  @Override
  public void addSocket(IceSocketWrapper socket) {
    throw new AssertionError("ice4j gets no socket here");
  }

  @Override
  public void removeSocket(TransportAddress local, TransportAddress remote) {
    // It never had one.
  }

  @Override
  public void shutDown() {
    checker = null;
  }
}
