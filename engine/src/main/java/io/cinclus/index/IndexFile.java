package io.cinclus.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The format of an index file. The same sections give the same bytes. Everything is little-endian:
 *
 * <pre>
 * header    magic "CNCLSIDX", version (int), number of sections (int),
 *           for each section: name (16 bytes, zero-padded ASCII), offset (long), size (long),
 *           CRC32C of its bytes (int), zero (int),
 *           CRC32C of the header up to here (int)
 * sections  in the order of the header
 * </pre>
 *
 * <p>The header and each section are padded with zeros to a multiple of 64 bytes; a section of
 * {@link Blocks} begins at a multiple of 4096.
 */
public final class IndexFile {
  static final long MAGIC = 0x58444953_4c434e43L;
  static final int VERSION = 1;
  static final int MAX_SECTIONS = 64;
  static final int ALIGNMENT = 64;
  static final int PREFIX_BYTES = 16;
  static final int NAME_BYTES = 16;
  static final int ENTRY_BYTES = NAME_BYTES + 8 + 8 + 4 + 4;

  private IndexFile() {}

  /** Writes the sections behind a header; does not close the channel. */
  public static void write(IndexSections file, WritableByteChannel out) throws IOException {
    Map<String, IndexSections.Source> sections = file.sections();
    int headerBytes = headerBytes(sections.size());
    ByteBuffer header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(MAGIC).putInt(VERSION).putInt(sections.size());
    long offset = headerBytes;
    for (Map.Entry<String, IndexSections.Source> section : sections.entrySet()) {
      CRC32C crc = new CRC32C();
      section.getValue().<RuntimeException>writeTo(crc::update);
      long sizeBytes = section.getValue().sizeBytes();
      offset += paddingBytes(offset, section.getValue().alignment());
      header.put(name(section.getKey())).putLong(offset).putLong(sizeBytes);
      header.putInt((int) crc.getValue()).putInt(0);
      offset += sizeBytes;
    }
    header.putInt(checksum(header));
    writeFully(header.flip(), out);
    offset = headerBytes;
    for (IndexSections.Source section : sections.values()) {
      offset += pad(offset, section.alignment(), out);
      section.<IOException>writeTo(bytes -> writeFully(bytes, out));
      offset += section.sizeBytes();
    }
    pad(offset, ALIGNMENT, out);
  }

  private static int pad(long offset, int alignment, WritableByteChannel out) throws IOException {
    int padding = paddingBytes(offset, alignment);
    writeFully(ByteBuffer.allocate(padding), out);
    return padding;
  }

  /** The bytes of the header without its padding. */
  static int headerBytes(int sections) {
    return PREFIX_BYTES + sections * ENTRY_BYTES + 4;
  }

  /** How many zeros follow an offset up to a multiple of {@code alignment}, a power of two. */
  static int paddingBytes(long offset, int alignment) {
    return (int) (-offset & (alignment - 1));
  }

  /** The checksum of what lies before the buffer's position. */
  static int checksum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.duplicate().flip());
    return (int) crc.getValue();
  }

  private static byte[] name(String name) {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    if (ascii.length > NAME_BYTES) {
      throw new IllegalArgumentException("section name too long: " + name);
    }
    byte[] padded = new byte[NAME_BYTES];
    System.arraycopy(ascii, 0, padded, 0, ascii.length);
    return padded;
  }

  private static void writeFully(ByteBuffer bytes, WritableByteChannel out) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
