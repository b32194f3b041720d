package org.vivavoce.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a RIFF/WAVE file's head says.
 *
 * <pre>
 * "RIFF" size "WAVE"                      then chunks: id (4), size (4, little-endian), body, a pad byte if the size is odd
 * "fmt "  encoding(2) channels(2) rate(4) bytes/s(4) bytes/frame(2) bits(2)
 *         for encoding 0xfffe also: extra(2) valid bits(2) speakers(4) GUID(16), which begins with the encoding
 * "data"  the frames
 * </pre>
 *
 * <p>A data chunk that claims to be longer than the file (a writer that was killed, or that wrote
 * to a pipe) ends with the file.
 *
 * @param sampleRate frames per second
 * @param channels samples per frame
 * @param sample how a sample is written
 * @param dataStart where the frames begin in the file
 * @param frames how many there are
 */
record WavHeader(int sampleRate, int channels, Sample sample, long dataStart, long frames) {
  /** How a sample is written; all little-endian, 8-bit integers unsigned. */
  enum Sample {
    UINT8(1),
    INT16(2),
    INT24(3),
    INT32(4),
    FLOAT32(4),
    FLOAT64(8);

    final int bytes;

    Sample(int bytes) {
      this.bytes = bytes;
    }
  }

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int MAX_CHUNKS = 1_000;

  /** The last 14 bytes of the GUID of every encoding that has a number (KSDATAFORMAT_SUBTYPE). */
  private static final byte[] GUID_TAIL = {
    0x00,
    0x00,
    0x00,
    0x00,
    0x10,
    0x00,
    (byte) 0x80,
    0x00,
    0x00,
    (byte) 0xaa,
    0x00,
    0x38,
    (byte) 0x9b,
    0x71
  };

  int bytesPerFrame() {
    return channels * sample.bytes;
  }

  static WavHeader read(SeekableByteChannel file, Path path) throws IOException {
    ByteBuffer riff = bytes(file, path, 0, 12, "it is too short");
    String id = id(riff, 0);
    if (!id.equals("RIFF") || !id(riff, 8).equals("WAVE")) {
      throw wrong(path, "not a WAV file (" + looksLike(id) + ")");
    }
    WavHeader head = null;
    long position = 12;
    for (int chunk = 0; chunk < MAX_CHUNKS && position + 8 <= file.size(); chunk++) {
      ByteBuffer header = bytes(file, path, position, 8, "it is cut off");
      long size = header.getInt(4) & 0xffff_ffffL;
      position += 8;
      switch (id(header, 0)) {
        case "fmt " -> {
          if (size < 16 || size > 65_536) {
            throw wrong(path, "broken WAV file: its format chunk has " + size + " bytes");
          }
          head =
              format(bytes(file, path, position, (int) Math.min(size, 40), "it is cut off"), path);
        }
        case "data" -> {
          if (head == null) {
            throw wrong(path, "broken WAV file: the sound comes before its format");
          }
          long frames = Math.min(size, file.size() - position) / head.bytesPerFrame();
          if (frames == 0) {
            throw wrong(path, "this WAV file holds no sound");
          }
          return new WavHeader(head.sampleRate, head.channels, head.sample, position, frames);
        }
        default -> {
          // Somebody's notes: LIST, fact, cue, bext, PEAK.
        }
      }
      position += size + (size & 1);
    }
    throw wrong(
        path,
        head == null
            ? "broken WAV file: it has no format chunk"
            : "broken WAV file: it has no data chunk");
  }

  private static WavHeader format(ByteBuffer fmt, Path path) throws IOException {
    int encoding = fmt.getShort(0) & 0xffff;
    int channels = fmt.getShort(2) & 0xffff;
    long rate = fmt.getInt(4) & 0xffff_ffffL;
    int bytesPerFrame = fmt.getShort(12) & 0xffff;
    int bits = fmt.getShort(14) & 0xffff;
    if (encoding == EXTENSIBLE) {
      if (fmt.limit() < 40) {
        throw wrong(path, "broken WAV file: its extended format chunk is too short");
      }
      encoding = fmt.getShort(24) & 0xffff;
      for (int i = 0; i < GUID_TAIL.length; i++) {
        if (fmt.get(26 + i) != GUID_TAIL[i]) {
          throw wrong(path, "this WAV file's encoding is a private one");
        }
      }
    }
    if (encoding != PCM && encoding != FLOAT) {
      throw wrong(
          path,
          "this WAV file's encoding is "
              + encodingName(encoding)
              + "; PCM (8, 16, 24, 32 bits) and float (32, 64 bits) can be read");
    }
    if (channels < 1 || channels > PcmFormat.MAX_CHANNELS) {
      throw wrong(
          path,
          "this WAV file has "
              + channels
              + " channels; 1 to "
              + PcmFormat.MAX_CHANNELS
              + " can be read");
    }
    if (rate < PcmFormat.MIN_RATE || rate > PcmFormat.MAX_RATE) {
      throw wrong(
          path,
          "this WAV file has a sample rate of "
              + rate
              + " Hz; "
              + PcmFormat.MIN_RATE
              + " to "
              + PcmFormat.MAX_RATE
              + " can be read");
    }
    Sample sample = sample(encoding, bits);
    if (sample == null) {
      throw wrong(
          path,
          "this WAV file has "
              + bits
              + "-bit "
              + (encoding == PCM ? "PCM; 8, 16, 24 and 32" : "floats; 32 and 64")
              + " can be read");
    }
    if (bytesPerFrame != channels * sample.bytes) {
      throw wrong(
          path,
          "broken WAV file: "
              + channels
              + " channels of "
              + bits
              + " bits do not make frames of "
              + bytesPerFrame
              + " bytes");
    }
    return new WavHeader((int) rate, channels, sample, 0, 0);
  }

  /**
   * Integers of odd widths, such as 12 or 20 bits, sit left-justified in the next larger whole
   * bytes, so they read like those.
   */
  private static Sample sample(int encoding, int bits) {
    if (encoding == FLOAT) {
      return bits == 32 ? Sample.FLOAT32 : bits == 64 ? Sample.FLOAT64 : null;
    }
    return switch ((bits + 7) / 8) {
      case 1 -> Sample.UINT8;
      case 2 -> Sample.INT16;
      case 3 -> Sample.INT24;
      case 4 -> Sample.INT32;
      default -> null;
    };
  }

  private static String encodingName(int encoding) {
    return switch (encoding) {
      case 2 -> "Microsoft ADPCM";
      case 6 -> "A-law";
      case 7 -> "mu-law";
      case 0x11 -> "IMA ADPCM";
      case 0x31 -> "GSM 6.10";
      case 0x55 -> "MP3";
      default -> String.format("number 0x%04x", encoding);
    };
  }

  private static String looksLike(String id) {
    return switch (id) {
      case "OggS" -> "it looks like an Ogg file, which must be converted to WAV first";
      case "fLaC" -> "it looks like a FLAC file, which must be converted to WAV first";
      case "FORM" -> "it looks like an AIFF file, which must be converted to WAV first";
      case "RIFX" -> "it is a big-endian RIFX file, which must be converted to WAV first";
      case "RF64" -> "it is an RF64 file, which must be converted to WAV first";
      case "RIFF" -> "it is a RIFF file of another kind";
      default ->
          id.startsWith("ID3")
              ? "it looks like an MP3 file, which must be converted to WAV first"
              : "it does not begin with RIFF and WAVE";
    };
  }

  private static String id(ByteBuffer buffer, int at) {
    byte[] bytes = new byte[4];
    buffer.get(at, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer bytes(
      SeekableByteChannel file, Path path, long position, int length, String otherwise)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.position(position);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw wrong(
            path,
            position == 0 ? "not a WAV file (" + otherwise + ")" : "broken WAV file: " + otherwise);
      }
    }
    return buffer.flip();
  }

  static IOException wrong(Path path, String why) {
    return new IOException(path + ": " + why);
  }
}
