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
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;

/** One page of a {@link Browser}, with one RTCPeerConnection. */
final class BrowserPage implements Party, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Browser.Kind kind;
  private final Host host;
  private final int page;

  BrowserPage(Browser.Kind kind, Host host, int page) {
    this.kind = kind;
    this.host = host;
    this.page = page;
  }

  /** Makes the connection and its tone; the options are page.mjs's. */
  void start(ObjectNode options) {
    options.put("hertz", Stack.HERTZ).put("context", kind.hasContext());
    call("start", options);
  }

  /** Calls one of page.mjs's functions, and waits for what it gives. */
  JsonNode call(String name, Object... arguments) {
    return host.obey("call", order(name, arguments));
  }

  private ObjectNode order(String name, Object... arguments) {
    ObjectNode order = Host.order(page).put("name", name);
    ArrayNode args = order.putArray("args");
    for (Object each : arguments) {
      args.add(JSON.<JsonNode>valueToTree(each));
    }
    return order;
  }

  @Override
  public void take(JsonNode signal) {
    host.send("call", order("take", signal));
  }

  @Override
  public void signals(Consumer<JsonNode> to) {
    said().signals(to);
  }

  Said said() {
    return host.said(page);
  }

  /** Everything that it heard so far, as a WAV file in the folder; Firefox records once. */
  Path recording(Path folder) throws IOException {
    boolean pcm = kind.hasContext();
    Path saved = folder.resolve(pcm ? "theirs.pcm" : "theirs.opus");
    host.obey("save", order("recording").put("file", saved.toString()));
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
    host.obey("close", Host.order(page));
  }
}
