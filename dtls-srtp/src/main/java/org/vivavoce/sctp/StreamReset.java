package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Resets streams, ours and theirs: RE-CONFIG, <a
 * href="https://www.rfc-editor.org/rfc/rfc6525#section-3.1">RFC 6525 section 3.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Type = 130    |  Chunk Flags  |      Chunk Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                  Re-configuration Parameter                   \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \             Re-configuration Parameter (optional)             \
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>At most one request of ours is on its way. A request of theirs that comes before the data that
 * it follows is answered "in progress", and carried out when that data is there.
 */
final class StreamReset {
  /** As many streams as one request names, so that it fits into any packet. */
  private static final int MAX_STREAMS = 100;

  /** With so many events waiting, nothing is reset that would make one more. */
  private static final int MAX_EVENTS = 64;

  private final SendQueue queue;
  private final Transmission transmission;
  private final Reception reception;
  private final Counters counters;
  private final ArrayDeque<SctpEvent> events;
  private final ArrayDeque<byte[]> control;
  private final boolean supported;
  private final int inboundStreams;

  /** Streams of ours that are to be reset once their queues are empty. */
  private final List<OutStream> draining = new ArrayList<>();

  private int nextSequence;
  private OutgoingResetRequest request;
  private long resendAt = Deadline.NONE;
  private int attempts;

  /** The number that their next request has. */
  private int expectedSequence;

  private int lastResult = ReconfigResponse.DENIED;
  private OutgoingResetRequest deferred;

  StreamReset(
      Transmission transmission,
      Reception reception,
      Features features,
      int inboundStreams,
      int initialTsn,
      int peerInitialTsn,
      Counters counters,
      ArrayDeque<SctpEvent> events,
      ArrayDeque<byte[]> control) {
    this.queue = transmission.queue;
    this.transmission = transmission;
    this.reception = reception;
    this.supported = features.reconfig();
    this.inboundStreams = inboundStreams;
    this.nextSequence = initialTsn;
    this.expectedSequence = peerInitialTsn;
    this.counters = counters;
    this.events = events;
    this.control = control;
  }

  /** Takes over streams whose reset was wanted. */
  void want(OutStream stream) {
    if (!supported) {
      queue.resume(stream);
      events.add(new SctpEvent.StreamResetRefused(List.of(stream.id)));
    } else {
      draining.add(stream);
    }
  }

  long deadline() {
    return resendAt;
  }

  /** Says whether a request went without an answer. */
  boolean onTimeout(long now) {
    if (!Deadline.isOver(resendAt, now)) {
      return false;
    }
    attempts++;
    send(now);
    return true;
  }

  /** Sends a request if streams are drained and none is on its way. */
  void poll(long now) {
    if (request != null || draining.isEmpty()) {
      return;
    }
    int[] streams = new int[MAX_STREAMS];
    int count = 0;
    for (int i = draining.size() - 1; i >= 0 && count < MAX_STREAMS; i--) {
      OutStream stream = draining.get(i);
      if (stream.head == null) {
        stream.state = OutStream.State.RESETTING;
        streams[count++] = stream.id.value();
        draining.remove(i);
      }
    }
    if (count > 0) {
      request =
          new OutgoingResetRequest(
              nextSequence++,
              expectedSequence - 1,
              transmission.lastTsn(),
              Arrays.copyOf(streams, count));
      attempts = 0;
      send(now);
    }
  }

  private void send(long now) {
    control.add(chunk(request.toParameter()));
    resendAt = Deadline.after(now, transmission.rtt.rto() << Math.min(attempts, 6));
  }

  /** Takes a RE-CONFIG chunk. */
  void onChunk(byte[] buf, int at, int length, long now) {
    List<Parameter> parameters = Parameter.parseAll(buf, at + Chunk.HEADER, at + length);
    if (parameters == null || parameters.isEmpty() || parameters.size() > 2 || !supported) {
      counters.drop(supported ? SctpDrop.MALFORMED : SctpDrop.UNEXPECTED);
      return;
    }
    for (Parameter parameter : parameters) {
      boolean good =
          switch (parameter.type()) {
            case Parameter.OUTGOING_RESET ->
                onOutgoingReset(OutgoingResetRequest.parse(parameter.value()));
            case Parameter.INCOMING_RESET ->
                onIncomingReset(IncomingResetRequest.parse(parameter.value()));
            case Parameter.ADD_OUTGOING_STREAMS, Parameter.ADD_INCOMING_STREAMS ->
                onAddStreams(AddStreamsRequest.parse(parameter.type(), parameter.value()));
            case Parameter.TSN_RESET -> onTsnReset(parameter.value());
            case Parameter.RECONFIG_RESPONSE ->
                onResponse(ReconfigResponse.parse(parameter.value()), now);
            default -> false;
          };
      if (!good) {
        counters.drop(SctpDrop.MALFORMED);
      }
    }
  }

  private boolean onOutgoingReset(OutgoingResetRequest asked) {
    if (asked == null) {
      return false;
    }
    if (!isNew(asked.sequence())) {
      return true;
    }
    for (int stream : asked.streams()) {
      if (stream >= inboundStreams) {
        answer(asked.sequence(), ReconfigResponse.WRONG_SSN);
        return true;
      }
    }
    if (events.size() >= MAX_EVENTS) {
      // Nobody polls: what is denied costs nothing.
      answer(asked.sequence(), ReconfigResponse.DENIED);
    } else if (Serial.after(asked.lastTsn(), reception.cumulativeTsn())) {
      deferred = asked;
      reception.delay(asked);
      answer(asked.sequence(), ReconfigResponse.IN_PROGRESS);
    } else {
      perform(asked);
    }
    return true;
  }

  /** Data has arrived: a request that waited for it may be carried out. */
  void onData() {
    if (deferred != null && !Serial.after(deferred.lastTsn(), reception.cumulativeTsn())) {
      OutgoingResetRequest asked = deferred;
      deferred = null;
      reception.delay(null);
      perform(asked);
    }
  }

  private void perform(OutgoingResetRequest asked) {
    List<StreamId> ids = new ArrayList<>();
    if (asked.streams().length == 0) {
      reception.reassembly().streams().forEach(stream -> ids.add(stream.id));
    }
    for (int stream : asked.streams()) {
      ids.add(new StreamId(stream));
    }
    BitSet numbers = new BitSet();
    ids.forEach(id -> numbers.set(id.value()));
    reception.reassembly().reset(numbers);
    events.add(new SctpEvent.IncomingStreamsReset(List.copyOf(ids)));
    answer(asked.sequence(), ReconfigResponse.PERFORMED);
  }

  private boolean onIncomingReset(IncomingResetRequest asked) {
    if (asked == null) {
      return false;
    }
    if (isNew(asked.sequence())) {
      int before = draining.size();
      if (asked.streams().length == 0) {
        queue.streams().forEach(this::drain);
      }
      for (int number : asked.streams()) {
        OutStream stream = queue.existing(number);
        if (stream != null) {
          drain(stream);
        }
      }
      boolean any = draining.size() > before;
      answer(asked.sequence(), any ? ReconfigResponse.PERFORMED : ReconfigResponse.NOTHING_TO_DO);
    }
    return true;
  }

  private void drain(OutStream stream) {
    if (stream.state == OutStream.State.OPEN) {
      stream.state = OutStream.State.DRAINING;
      want(stream);
    }
  }

  /** They may send on every stream already, and we do not ask for more. */
  private boolean onAddStreams(AddStreamsRequest asked) {
    if (asked == null) {
      return false;
    }
    if (isNew(asked.sequence())) {
      boolean outgoing = asked.type() == Parameter.ADD_OUTGOING_STREAMS;
      boolean enough = outgoing && inboundStreams == StreamId.COUNT;
      answer(asked.sequence(), enough ? ReconfigResponse.PERFORMED : ReconfigResponse.DENIED);
    }
    return true;
  }

  private boolean onTsnReset(byte[] value) {
    if (value.length != 4) {
      return false;
    }
    int sequence = Bytes.u32(value, 0);
    if (isNew(sequence)) {
      answer(sequence, ReconfigResponse.DENIED);
    }
    return true;
  }

  /** Answers a request that was answered before, or is none that comes next. */
  private boolean isNew(int sequence) {
    if (sequence == expectedSequence) {
      expectedSequence++;
      return true;
    }
    boolean repeated = sequence == expectedSequence - 1;
    answer(sequence, repeated ? lastResult : ReconfigResponse.BAD_SEQUENCE);
    return false;
  }

  private void answer(int sequence, int result) {
    if (result != ReconfigResponse.BAD_SEQUENCE) {
      lastResult = result;
    }
    if (control.size() >= Endpoint.MAX_CONTROL) {
      counters.drop(SctpDrop.FLOOD);
      return;
    }
    control.add(chunk(new ReconfigResponse(sequence, result).toParameter()));
  }

  private boolean onResponse(ReconfigResponse response, long now) {
    if (response == null) {
      return false;
    }
    if (request == null || response.sequence() != request.sequence()) {
      return true;
    }
    if (response.result() == ReconfigResponse.IN_PROGRESS) {
      attempts = 0;
      resendAt = Deadline.after(now, transmission.rtt.rto());
      return true;
    }
    List<StreamId> ids = new ArrayList<>();
    for (int number : request.streams()) {
      OutStream stream = queue.existing(number);
      queue.resume(stream);
      ids.add(stream.id);
    }
    request = null;
    resendAt = Deadline.NONE;
    boolean done =
        response.result() == ReconfigResponse.PERFORMED
            || response.result() == ReconfigResponse.NOTHING_TO_DO;
    events.add(
        done
            ? new SctpEvent.OutgoingStreamsReset(List.copyOf(ids))
            : new SctpEvent.StreamResetRefused(List.copyOf(ids)));
    return true;
  }

  private static byte[] chunk(Parameter parameter) {
    return Chunk.of(Chunk.RE_CONFIG, 0, Parameter.toBytes(List.of(parameter)));
  }
}
