package org.vivavoce.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;

/** One page of a {@link Browser}, with one RTCPeerConnection. */
final class BrowserPage implements Party, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Browser browser;
  private final int index;
  private final Said said;

  BrowserPage(Browser browser, int index) {
    this.browser = browser;
    this.index = index;
    this.said = new Said(what -> browser.failure("page " + index + ": " + what));
  }

  /** Makes the connection and its tone; the options are page.mjs's. */
  void start(ObjectNode options) {
    options.put("hertz", Stack.HERTZ).put("context", browser.kind().hasContext());
    call("start", options);
  }

  /** Calls one of page.mjs's functions, and waits for what it gives. */
  JsonNode call(String name, Object... arguments) {
    return browser.order("call", order(name, arguments));
  }

  private ObjectNode order(String name, Object... arguments) {
    ObjectNode order = JSON.createObjectNode().put("page", index).put("name", name);
    ArrayNode args = order.putArray("args");
    for (Object each : arguments) {
      args.add(JSON.valueToTree(each));
    }
    return order;
  }

  /** Says an offer. */
  void offer() {
    call("offer");
  }

  @Override
  public void take(JsonNode signal) {
    browser.send("call", order("take", signal));
  }

  void says(JsonNode line) {
    said.add(line);
  }

  @Override
  public void signals(Consumer<JsonNode> to) {
    said.signals(to);
  }

  JsonNode event(String name, Predicate<JsonNode> condition) {
    return said.event(name, condition);
  }

  void awaitState(String wanted) {
    said.event("state", e -> e.path("s").asText().equals(wanted));
  }

  /** Everything that it heard so far, as a WAV file in the folder; Firefox records once. */
  Path recording(Path folder) throws IOException {
    boolean pcm = browser.kind().hasContext();
    Path saved = folder.resolve(pcm ? "theirs.pcm" : "theirs.opus");
    browser.order("save", order("recording").put("file", saved.toString()));
    Path wav = folder.resolve("theirs.wav");
    if (pcm) {
      byte[] bytes = Files.readAllBytes(saved);
      short[] samples = new short[bytes.length / 2];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
      try (PcmOutput out =
          OutputDevices.wav(wav).open(PcmFormat.MONO_48K, Math.max(1, samples.length))) {
        out.write(samples, 0, samples.length);
      }
      Files.delete(saved);
    } else {
      OpusFiles.decode(saved, wav);
    }
    return wav;
  }

  @Override
  public void close() {
    browser.order("close", JSON.createObjectNode().put("page", index));
  }
}
