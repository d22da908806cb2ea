package io.cinclus.standalone.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The sections of an index file, to be written again with other contents and checksums that are
 * right. It knows the format from its description, not from the engine.
 */
record SectionedFile(List<Section> sections) {
  private static final int PREFIX_BYTES = 16;
  private static final int NAME_BYTES = 16;
  private static final int ENTRY_BYTES = 40;
  private static final int ALIGNMENT = 64;

  /** A part of a file. */
  @SuppressWarnings("ArrayRecordComponent")
  record Section(String name, byte[] content) {}

  /** The sections of a file that is not damaged. */
  static SectionedFile parse(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < bytes.getInt(12); i++) {
      int entry = PREFIX_BYTES + i * ENTRY_BYTES;
      String name = new String(file, entry, NAME_BYTES, StandardCharsets.US_ASCII).trim();
      int from = (int) bytes.getLong(entry + NAME_BYTES);
      int size = (int) bytes.getLong(entry + NAME_BYTES + 8);
      sections.add(new Section(name, Arrays.copyOfRange(file, from, from + size)));
    }
    return new SectionedFile(sections);
  }

  /** The names and values of the first section, which is text. */
  Map<String, String> meta() {
    String text = new String(sections.get(0).content(), StandardCharsets.UTF_8);
    Map<String, String> values = new HashMap<>();
    text.lines()
        .forEach(line -> values.put(line.replaceFirst("=.*", ""), line.replaceFirst("[^=]*=", "")));
    return values;
  }

  /** The file, with the magic and the version of another. */
  byte[] bytes(byte[] like) {
    int headerBytes = PREFIX_BYTES + ENTRY_BYTES * sections.size() + 4;
    int size = aligned(headerBytes);
    for (Section section : sections) {
      size += aligned(section.content().length);
    }
    ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    file.put(like, 0, 12).putInt(sections.size());
    int offset = aligned(headerBytes);
    for (Section section : sections) {
      byte[] name = section.name().getBytes(StandardCharsets.US_ASCII);
      file.put(Arrays.copyOf(name, NAME_BYTES)).putLong(offset).putLong(section.content().length);
      file.putInt(checksum(section.content(), section.content().length)).putInt(0);
      file.put(offset, section.content());
      offset += aligned(section.content().length);
    }
    file.putInt(checksum(file.array(), file.position()));
    return file.array();
  }

  /** Makes the checksum of a header right again. */
  static void seal(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long end = PREFIX_BYTES + (long) ENTRY_BYTES * bytes.getInt(12);
    if (end >= PREFIX_BYTES && end + 4 <= file.length) {
      bytes.putInt((int) end, checksum(file, (int) end));
    }
  }

  private static int aligned(int size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int checksum(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }
}
