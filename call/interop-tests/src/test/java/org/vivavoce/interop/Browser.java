package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

    @Override
    public String toString() {
      return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Kind kind;
  private final PeerProcess process;
  private final AtomicInteger orders = new AtomicInteger();
  private final Map<Integer, BrowserPage> pages = new ConcurrentHashMap<>();

  private Browser(Kind kind, PeerProcess process) {
    this.kind = kind;
    this.process = process;
    process.signals(this::pageSays);
  }

  static Browser start(Kind kind, Path folder, NetworkNamespace network) throws IOException {
    kind.require();
    Browser browser =
        new Browser(
            kind,
            PeerProcess.start(
                "browser",
                folder,
                network,
                List.of(
                    "node",
                    House.script("js/browser.mjs").toString(),
                    kind.name().toLowerCase(Locale.ROOT))));
    try {
      System.out.println(kind + " is " + browser.process.event("ready").get("version").asText());
    } catch (AssertionError e) {
      browser.close();
      throw e;
    }
    return browser;
  }

  Kind kind() {
    return kind;
  }

  /** A page with what page.mjs has. */
  BrowserPage open() {
    int index = order("open", JSON.createObjectNode()).asInt();
    return pages.computeIfAbsent(index, i -> new BrowserPage(this, i));
  }

  private void pageSays(JsonNode line) {
    pages
        .computeIfAbsent(line.get("page").asInt(), i -> new BrowserPage(this, i))
        .says(line.get("say"));
  }

  /** Has an order obeyed, and gives the value. */
  JsonNode order(String what, ObjectNode order) {
    int id = send(what, order);
    JsonNode reply = process.event("reply", e -> e.get("id").asInt() == id);
    if (reply.has("error")) {
      throw process.failure(order + " failed: " + reply.get("error").asText());
    }
    return reply.get("value");
  }

  /** Sends an order whose outcome the page tells by itself. */
  int send(String what, ObjectNode order) {
    int id = orders.incrementAndGet();
    process.take(order.put("id", id).put("do", what));
    return id;
  }

  AssertionError failure(String what) {
    return process.failure(what);
  }

  @Override
  public void close() {
    process.close();
  }
}
