package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The {@code a=} lines of one section, in their order, unknown ones in their place. Immutable;
 * lookups by name cost what they find.
 */
public final class Attributes implements Iterable<Attribute> {
  /** No attribute at all. */
  public static final Attributes NONE = new Attributes(List.of(), Checked.NOT);

  private final List<Attribute> list;
  private final Map<String, List<Attribute>> byName;

  /** What the parser has checked already, line by line, need not be checked again. */
  private final Checked checked;

  private enum Checked {
    NOT,
    FOR_RTP,
    FOR_OTHERS
  }

  private Attributes(List<Attribute> list, Checked checked) {
    this.list = list;
    this.checked = checked;
    Map<String, List<Attribute>> index = new LinkedHashMap<>();
    for (Attribute attribute : list) {
      index.computeIfAbsent(attribute.name(), name -> new ArrayList<>(2)).add(attribute);
    }
    this.byName = index;
  }

  /**
   * The given attributes in the given order.
   *
   * @throws IllegalArgumentException for more than {@link SdpLimits#MAX_ATTRIBUTES}
   */
  public static Attributes of(List<Attribute> attributes) {
    if (attributes.size() > SdpLimits.MAX_ATTRIBUTES) {
      throw new IllegalArgumentException(
          attributes.size()
              + " attributes in one section; allowed: up to "
              + SdpLimits.MAX_ATTRIBUTES);
    }
    return attributes.isEmpty() ? NONE : new Attributes(List.copyOf(attributes), Checked.NOT);
  }

  /** Attributes that all went through a {@link SectionCheck} of that kind. */
  static Attributes ofChecked(List<Attribute> attributes, boolean rtp) {
    return new Attributes(List.copyOf(attributes), rtp ? Checked.FOR_RTP : Checked.FOR_OTHERS);
  }

  boolean isCheckedFor(boolean rtp) {
    return checked == (rtp ? Checked.FOR_RTP : Checked.FOR_OTHERS);
  }

  /** The given attributes in the given order. */
  public static Attributes of(Attribute... attributes) {
    return of(List.of(attributes));
  }

  /** All of them, in order, unmodifiable. */
  public List<Attribute> asList() {
    return list;
  }

  @Override
  public Iterator<Attribute> iterator() {
    return list.iterator();
  }

  /** How many there are. */
  public int size() {
    return list.size();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return list.isEmpty();
  }

  /**
   * Whether there is one of that name, with or without a value. Names are case-sensitive (RFC 8866
   * section 5.13).
   */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The first of that name. */
  public Optional<Attribute> first(String name) {
    List<Attribute> found = byName.get(name);
    return found == null ? Optional.empty() : Optional.of(found.get(0));
  }

  /** All of that name, in order, unmodifiable. */
  public List<Attribute> all(String name) {
    return Collections.unmodifiableList(byName.getOrDefault(name, List.of()));
  }

  /** The value of the first of that name; empty if there is none, or if it is a flag. */
  public Optional<String> value(String name) {
    return first(name).flatMap(Attribute::value);
  }

  /** The values of all of that name, in order, flags left out. */
  public List<String> values(String name) {
    return all(name).stream().flatMap(attribute -> attribute.value().stream()).toList();
  }

  /** These and one more at the end. */
  public Attributes with(Attribute attribute) {
    List<Attribute> longer = new ArrayList<>(list);
    longer.add(attribute);
    return of(longer);
  }

  /** These and others at the end. */
  public Attributes withAll(List<Attribute> attributes) {
    List<Attribute> longer = new ArrayList<>(list);
    longer.addAll(attributes);
    return of(longer);
  }

  /**
   * These, with the given one in the place of the first of its name and the others of that name
   * removed; at the end if there was none.
   */
  public Attributes replacing(Attribute attribute) {
    List<Attribute> replaced = new ArrayList<>(list.size() + 1);
    boolean done = false;
    for (Attribute each : list) {
      if (!each.is(attribute.name())) {
        replaced.add(each);
      } else if (!done) {
        replaced.add(attribute);
        done = true;
      }
    }
    if (!done) {
      replaced.add(attribute);
    }
    return of(replaced);
  }

  /** These without those of a name. */
  public Attributes without(String name) {
    return has(name) ? retaining(attribute -> !attribute.is(name)) : this;
  }

  /** Those that a test accepts, in order. */
  public Attributes retaining(Predicate<Attribute> test) {
    return of(list.stream().filter(test).toList());
  }

  /** Reads a value that was checked when its section was made. */
  <T> T read(Attribute attribute, ValueParser<T> parser) {
    try {
      return parser.parse(attribute.required());
    } catch (BadValue impossible) {
      throw impossible.asBrokenInvariant();
    }
  }

  <T> List<T> readAll(String name, ValueParser<T> parser) {
    List<Attribute> found = byName.getOrDefault(name, List.of());
    List<T> values = new ArrayList<>(found.size());
    for (Attribute attribute : found) {
      values.add(read(attribute, parser));
    }
    return Collections.unmodifiableList(values);
  }

  <T> Optional<T> readFirst(String name, ValueParser<T> parser) {
    return first(name).map(attribute -> read(attribute, parser));
  }

  void print(StringBuilder out) {
    for (Attribute attribute : list) {
      out.append("a=").append(attribute.name());
      attribute.value().ifPresent(value -> out.append(':').append(value));
      out.append("\r\n");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attributes that && list.equals(that.list);
  }

  @Override
  public int hashCode() {
    return list.hashCode();
  }

  /** The lines, each with {@code a=} and CRLF. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    print(out);
    return out.toString();
  }
}
