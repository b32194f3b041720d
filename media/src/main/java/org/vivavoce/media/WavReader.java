package org.vivavoce.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Frames from a WAV file. */
final class WavReader implements FrameReader {
  private static final int BUFFER_BYTES = 32_768;

  private final SeekableByteChannel file;
  private final Path path;
  private final WavHeader header;
  private final ByteBuffer buffer;
  private long framesLeft;
  private long filePosition;

  private WavReader(SeekableByteChannel file, Path path, WavHeader header) {
    this.file = file;
    this.path = path;
    this.header = header;
    int frames =
        (int) Math.min(Math.max(1, BUFFER_BYTES / header.bytesPerFrame()), header.frames());
    buffer = ByteBuffer.allocate(frames * header.bytesPerFrame()).order(ByteOrder.LITTLE_ENDIAN);
    rewind();
  }

  static WavReader open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw WavHeader.wrong(path, "is a directory, not a WAV file");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw WavHeader.wrong(path, "is not a regular file");
    }
    SeekableByteChannel file;
    try {
      file = Files.newByteChannel(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(path + ": may not be read", e);
    }
    try {
      return of(file, path);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Reads from a file that is open; it is closed with the reader. */
  static WavReader of(SeekableByteChannel file, Path path) throws IOException {
    return new WavReader(file, path, WavHeader.read(file, path));
  }

  WavHeader header() {
    return header;
  }

  @Override
  public int sampleRate() {
    return header.sampleRate();
  }

  @Override
  public int channels() {
    return header.channels();
  }

  @Override
  public void rewind() {
    framesLeft = header.frames();
    filePosition = header.dataStart();
    buffer.clear().limit(0);
  }

  @Override
  public int read(float[] samples, int offset, int frames) throws IOException {
    int done = 0;
    while (done < frames && framesLeft > 0) {
      int ready = buffer.remaining() / header.bytesPerFrame();
      if (ready == 0) {
        if (!fill()) {
          framesLeft = 0;
          break;
        }
        continue;
      }
      int now = (int) Math.min(Math.min(ready, frames - done), framesLeft);
      convert(samples, offset + done * header.channels(), now * header.channels());
      done += now;
      framesLeft -= now;
    }
    return done;
  }

  /** Reads ahead; false if the file has become shorter than its header said. */
  private boolean fill() throws IOException {
    buffer.clear();
    file.position(filePosition);
    while (buffer.hasRemaining()) {
      int got = file.read(buffer);
      if (got < 0) {
        break;
      }
      filePosition += got;
    }
    buffer.flip();
    return buffer.remaining() >= header.bytesPerFrame();
  }

  private void convert(float[] samples, int offset, int count) {
    int end = offset + count;
    switch (header.sample()) {
      case UINT8 -> {
        for (int i = offset; i < end; i++) {
          samples[i] = ((buffer.get() & 0xff) - 128) * (1f / 128);
        }
      }
      case INT16 -> {
        for (int i = offset; i < end; i++) {
          samples[i] = buffer.getShort() * (1f / 32_768);
        }
      }
      case INT24 -> {
        for (int i = offset; i < end; i++) {
          int low = buffer.getShort() & 0xffff;
          samples[i] = (buffer.get() << 16 | low) * (1f / 8_388_608);
        }
      }
      case INT32 -> {
        for (int i = offset; i < end; i++) {
          samples[i] = buffer.getInt() * (1f / 2_147_483_648f);
        }
      }
      case FLOAT32 -> {
        for (int i = offset; i < end; i++) {
          samples[i] = sane(buffer.getFloat());
        }
      }
      case FLOAT64 -> {
        for (int i = offset; i < end; i++) {
          samples[i] = sane((float) buffer.getDouble());
        }
      }
      default -> throw new AssertionError(header.sample());
    }
  }

  /** A NaN would spread through the filter, and an infinity become one. */
  private static float sane(float sample) {
    return sample != sample ? 0 : Math.max(-1, Math.min(1, sample));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
