package org.vivavoce.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a WAV file of 16-bit PCM: the 44-byte header that everything reads (see {@link
 * WavHeader}), then the frames.
 *
 * <p>Twice a second the frames gathered so far go to the file, and after them the two sizes in its
 * header: a killed process leaves a file that ends at the last such moment.
 */
final class WavWriter implements PcmOutput {
  private static final int HEADER_BYTES = 44;
  private static final int RIFF_SIZE_AT = 4;
  private static final int DATA_SIZE_AT = 40;

  /** The RIFF size counts all but its first 8 bytes, in 32 bits. */
  private static final long MAX_DATA_BYTES = 0xffff_ffffL - (HEADER_BYTES - 8);

  private static final int FLUSHES_PER_SECOND = 2;
  private static final int MIN_BUFFER_BYTES = 4_096;

  private final FileChannel file;
  private final Path path;
  private final int bytesPerFrame;
  private final int channels;
  private final long maxDataBytes;
  private final int flushBytes;
  private final ByteBuffer buffer;
  private final ByteBuffer size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
  private long dataBytes;

  private WavWriter(FileChannel file, Path path, PcmFormat format, long maxDataBytes) {
    this.file = file;
    this.path = path;
    channels = format.channels();
    bytesPerFrame = 2 * channels;
    this.maxDataBytes = maxDataBytes / bytesPerFrame * bytesPerFrame;
    flushBytes =
        Math.max(MIN_BUFFER_BYTES, format.sampleRate() / FLUSHES_PER_SECOND * bytesPerFrame);
    buffer = ByteBuffer.allocate(2 * flushBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static WavWriter create(Path path, PcmFormat format) throws IOException {
    return create(path, format, MAX_DATA_BYTES);
  }

  static WavWriter create(Path path, PcmFormat format, long maxDataBytes) throws IOException {
    FileChannel file;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw WavHeader.wrong(path, "cannot be written: there is no folder " + folder);
      }
      if (Files.isDirectory(path)) {
        throw WavHeader.wrong(path, "cannot be written: it is a directory");
      }
      file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (java.nio.file.FileSystemException e) {
      throw new IOException(
          path + ": cannot be written: " + (e.getReason() == null ? e.toString() : e.getReason()),
          e);
    }
    WavWriter writer = new WavWriter(file, path, format, maxDataBytes);
    try {
      writer.writeHeader(format);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return writer;
  }

  private void writeHeader(PcmFormat format) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(HEADER_BYTES - 8);
    head.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    head.putShort((short) 1).putShort((short) channels);
    head.putInt(format.sampleRate()).putInt(format.sampleRate() * bytesPerFrame);
    head.putShort((short) bytesPerFrame).putShort((short) 16);
    head.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(0).flip();
    writeAll(head, 0);
  }

  @Override
  public boolean selfPaced() {
    return false;
  }

  @Override
  public synchronized void write(short[] pcm, int offset, int frames) throws IOException {
    if (!file.isOpen()) {
      throw new ClosedChannelException();
    }
    int at = offset;
    int left = frames;
    while (left > 0) {
      if (buffer.remaining() < bytesPerFrame) {
        flush();
      }
      int now = Math.min(left, buffer.remaining() / bytesPerFrame);
      long room = (maxDataBytes - dataBytes - buffer.position()) / bytesPerFrame;
      if (room == 0) {
        throw WavHeader.wrong(path, "the recording is full: a WAV file holds 4 GiB at most");
      }
      now = (int) Math.min(now, room);
      for (int i = 0; i < now * channels; i++) {
        buffer.putShort(pcm[at++]);
      }
      left -= now;
    }
    if (buffer.position() >= flushBytes) {
      flush();
    }
  }

  /** First the frames, then the sizes that count them in. */
  private void flush() throws IOException {
    buffer.flip();
    long bytes = buffer.remaining();
    try {
      writeAll(buffer, HEADER_BYTES + dataBytes);
    } finally {
      buffer.clear();
    }
    dataBytes += bytes;
    patch(RIFF_SIZE_AT, HEADER_BYTES - 8 + dataBytes);
    patch(DATA_SIZE_AT, dataBytes);
  }

  private void patch(int at, long value) throws IOException {
    size.clear().putInt((int) value).flip();
    writeAll(size, at);
  }

  private void writeAll(ByteBuffer bytes, long position) throws IOException {
    long start = position - bytes.position();
    while (bytes.hasRemaining()) {
      try {
        file.write(bytes, start + bytes.position());
      } catch (ClosedChannelException e) {
        throw e;
      } catch (IOException e) {
        throw new IOException(path + ": cannot be written: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (file.isOpen()) {
      try (file) {
        flush();
      }
    }
  }
}
