package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The other end of data channels, a process or a browser's page, which does as data.mjs says. */
interface DataEnd extends Party, AutoCloseable {
  /** Has it make its offer, if it did not begin by itself. */
  void offer();

  /** Waits for something that it tells. */
  JsonNode event(String wanted, Predicate<JsonNode> condition);

  /** Has it end of itself: an error that it met shows here at the latest. */
  void end();

  @Override
  void close();

  /** A stack's script, started in its role. */
  static DataEnd of(PeerProcess process) {
    return new DataEnd() {
      @Override
      public void offer() {
        // It began as it was started.
      }

      @Override
      public JsonNode event(String wanted, Predicate<JsonNode> condition) {
        return process.event(wanted, condition);
      }

      @Override
      public void end() {
        process.endInput();
        process.event("done");
      }

      @Override
      public void take(JsonNode signal) {
        process.take(signal);
      }

      @Override
      public void signals(Consumer<JsonNode> to) {
        process.signals(to);
      }

      @Override
      public void close() {
        process.close();
      }
    };
  }

  /** A page that was started. */
  static DataEnd of(BrowserPage page) {
    return new DataEnd() {
      @Override
      public void offer() {
        page.call("offer");
      }

      @Override
      public JsonNode event(String wanted, Predicate<JsonNode> condition) {
        return page.said().event(wanted, condition);
      }

      @Override
      public void end() {
        // Its page is closed.
      }

      @Override
      public void take(JsonNode signal) {
        page.take(signal);
      }

      @Override
      public void signals(Consumer<JsonNode> to) {
        page.signals(to);
      }

      @Override
      public void close() {
        page.close();
      }
    };
  }
}
