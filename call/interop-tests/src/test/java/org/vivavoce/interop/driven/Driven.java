package org.vivavoce.interop.driven;

import com.fasterxml.jackson.databind.JsonNode;

/** A connection that does what it is told. */
interface Driven extends AutoCloseable {
  /** Makes an offer and says it. */
  void offer();

  /** Takes a description or a candidate of the other end. */
  void take(JsonNode line);

  /**
   * Does what only this kind does, and gives the value.
   *
   * @throws IllegalArgumentException if it does no such thing
   */
  JsonNode obey(JsonNode order);

  /** May be called twice. */
  @Override
  void close();
}
