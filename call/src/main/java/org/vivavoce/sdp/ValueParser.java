package org.vivavoce.sdp;

/** Reads the value of one attribute. */
@FunctionalInterface
interface ValueParser<T> {
  T parse(String value) throws BadValue;
}
