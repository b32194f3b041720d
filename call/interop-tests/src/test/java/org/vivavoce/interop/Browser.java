package org.vivavoce.interop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A browser that stays open while pages come and go. */
final class Browser implements AutoCloseable {
  /** Which one. */
  enum Kind {
    CHROMIUM("/usr/bin/chromium", "chromium"),
    FIREFOX("/usr/bin/firefox-esr", "firefox-esr");

    private final String program;
    private final String debianPackage;

    Kind(String program, String debianPackage) {
      this.program = program;
      this.debianPackage = debianPackage;
    }

    /** Skips the tests, or fails them, where it is not installed. */
    void require() {
      Installed.file(program, toString(), "Debian's " + debianPackage);
      Installed.npm("puppeteer-core", toString());
      Installed.program("opusdec", toString(), "opus-tools");
    }

    /** The level of its tone; Firefox' fake microphone has its own. */
    double dbfs() {
      return this == FIREFOX ? -23 : Pairing.DBFS;
    }

    /** Whether Web Audio runs without a sound card. */
    boolean hasContext() {
      return this == CHROMIUM;
    }

    /**
     * Whether a recording of a remote track goes on after an offer was taken back. Chromium 156
     * feeds Web Audio nothing any more then, also between two of its own connections, though it
     * plays the track on.
     */
    boolean recordsAfterRollback() {
      return this != CHROMIUM;
    }

    @Override
    public String toString() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final Host host;

  private Browser(Kind kind, Host host) {
    this.kind = kind;
    this.host = host;
  }

  static Browser start(Kind kind, Path folder, NetworkNamespace network) throws IOException {
    kind.require();
    String name = kind.name().toLowerCase(Locale.ROOT);
    Host host =
        Host.start(
            name,
            folder,
            network,
            List.of("node", House.script("js/browser.mjs").toString(), name));
    System.out.println(kind + " is " + host.ready().get("version").asText());
    return new Browser(kind, host);
  }

  /**
   * A page with what page.mjs has.
   *
   * @param hidden whether it may not have the microphone, and so hides its addresses (Chromium)
   */
  BrowserPage open(boolean hidden) {
    return new BrowserPage(
        kind, host, host.open(new ObjectMapper().createObjectNode().put("hidden", hidden)));
  }

  @Override
  public void close() {
    host.close();
  }
}
