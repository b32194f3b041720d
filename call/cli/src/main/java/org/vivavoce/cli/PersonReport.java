package org.vivavoce.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;

/**
 * One person of a call. Between two people it is the one connection's report; among more there is a
 * list of them.
 */
sealed interface PersonReport {
  /** As of the last look. */
  static PersonReport of(Person person) {
    List<Remote> remotes = person.remotes();
    if (remotes.size() <= 1) {
      return new OfTwo(PeerReport.of(person, remotes.stream().findFirst()));
    }
    return new OfMany(
        person.name(),
        person.did().text(),
        remotes.stream()
            .map(r -> new Connection(r.did().text(), PeerReport.of(person, Optional.of(r))))
            .toList());
  }

  /** The reports of this person's connections, at least one. */
  List<PeerReport> reports();

  /** Whose DID it is. */
  String who();

  /** By what name. */
  String called();

  /**
   * A call of two.
   *
   * @param report its fields are this object's
   */
  record OfTwo(@JsonUnwrapped PeerReport report) implements PersonReport {
    @Override
    public List<PeerReport> reports() {
      return List.of(report);
    }

    @Override
    public String who() {
      return report.did();
    }

    @Override
    public String called() {
      return report.name();
    }
  }

  /**
   * A call of more than two.
   *
   * @param name who
   * @param did who
   * @param connections one for each of the others
   */
  record OfMany(String name, String did, List<Connection> connections) implements PersonReport {
    @Override
    public List<PeerReport> reports() {
      return connections.stream().map(Connection::report).toList();
    }

    @Override
    public String who() {
      return did;
    }

    @Override
    public String called() {
      return name;
    }
  }

  /**
   * The connection to one of several.
   *
   * @param remote to whom
   * @param report its fields are this object's
   */
  record Connection(String remote, @JsonUnwrapped PeerReport report) {}
}
