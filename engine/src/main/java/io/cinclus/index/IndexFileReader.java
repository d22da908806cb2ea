package io.cinclus.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the sections of an {@link IndexFile} in order. Nothing is returned before its checksum has
 * been found right; what does not fit is a {@link CorruptIndexException}. Not thread-safe; does not
 * close the channel.
 */
public final class IndexFileReader {
  private static final String HEADER = "header";
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final String file;
  private final ReadableByteChannel in;

  /** The file, where it is local and {@link #in} is a channel to it. */
  private final @Nullable Path path;

  private final ByteBuffer header;
  private final int sections;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private int read;
  private long nextOffset;

  /** Reads the header; {@code file} is the name that errors will use. */
  public IndexFileReader(String file, ReadableByteChannel in) throws IOException {
    this(file, in, null);
  }

  /** Reads the header of a local file, whose blocks will be read in their place. */
  IndexFileReader(Path path, FileChannel in) throws IOException {
    this(path.toString(), in, path);
  }

  private IndexFileReader(String file, ReadableByteChannel in, @Nullable Path path)
      throws IOException {
    this.file = file;
    this.in = in;
    this.path = path;
    ByteBuffer prefix = ByteBuffer.allocate(IndexFile.PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    fill(HEADER, prefix);
    check(HEADER, prefix.getLong(0) == IndexFile.MAGIC, "no Cinclus index file");
    int version = prefix.getInt(8);
    check(HEADER, version == IndexFile.VERSION, "unknown version " + version);
    sections = prefix.getInt(12);
    check(
        HEADER,
        sections >= 0 && sections <= IndexFile.MAX_SECTIONS,
        "it cannot have " + sections + " sections");
    int headerBytes = IndexFile.headerBytes(sections);
    header = ByteBuffer.allocate(headerBytes).order(ByteOrder.LITTLE_ENDIAN).put(prefix.flip());
    fill(HEADER, header);
    header.position(headerBytes - 4);
    checkSum(HEADER, IndexFile.checksum(header), header.getInt(headerBytes - 4));
    nextOffset = headerBytes;
    skipPadding(HEADER, IndexFile.ALIGNMENT);
  }

  /** The next section, which must have this name and at most {@code most} ints. */
  public int[] ints(String section, long most) throws IOException {
    long sizeBytes = next(section, Math.min(most, MAX_ARRAY) * Integer.BYTES);
    check(section, sizeBytes % Integer.BYTES == 0, "no ints");
    int length = (int) (sizeBytes / 4);
    int[] values = new int[firstLength(length)];
    CRC32C crc = new CRC32C();
    for (int from = 0; from < length; ) {
      if (from == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * from));
      }
      int count = Math.min(BUFFER_BYTES / 4, values.length - from);
      fill(section, buffer.clear().limit(4 * count));
      crc.update(buffer.flip());
      buffer.rewind().asIntBuffer().get(values, from, count);
      from += count;
    }
    end(section, crc);
    return values;
  }

  /**
   * What to allocate for a section of this length before any of it is read: where it is not known
   * that so much will follow, a header's claim is believed step by step.
   */
  private int firstLength(int length) {
    return in instanceof FileChannel ? length : Math.min(length, BUFFER_BYTES);
  }

  /** The next section, which must have this name and at most {@code most} longs. */
  public long[] longs(String section, long most) throws IOException {
    int[] halves = ints(section, 2 * most);
    check(section, halves.length % 2 == 0, "no longs");
    long[] values = new long[halves.length / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (halves[2 * i] & 0xffff_ffffL) | ((long) halves[2 * i + 1] << 32);
    }
    return values;
  }

  /** The next section, which must have this name and at most {@code most} floats. */
  public float[] floats(String section, long most) throws IOException {
    int[] bits = ints(section, most);
    float[] values = new float[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] = Float.intBitsToFloat(bits[i]);
    }
    return values;
  }

  /** The next section, which must have this name and at most {@code most} bytes. */
  public byte[] bytes(String section, int most) throws IOException {
    long sizeBytes = next(section, Math.min(most, MAX_ARRAY));
    int length = (int) sizeBytes;
    byte[] values = new byte[firstLength(length)];
    for (int from = 0; from < length; from = values.length) {
      if (from > 0) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * from));
      }
      fill(section, ByteBuffer.wrap(values, from, values.length - from));
    }
    CRC32C crc = new CRC32C();
    crc.update(values, 0, length);
    end(section, crc);
    return values;
  }

  /**
   * The next section, which must have this name and so many blocks; whoever asks closes it. Where
   * the file is not a local one that can be read at random, the section is copied to one.
   */
  public BlockSection blocks(String section, int blockBytes, int blocks) throws IOException {
    skipPadding(section, Blocks.PAGE_BYTES);
    long offset = nextOffset;
    long expected = (long) blockBytes * blocks;
    long sizeBytes = next(section, expected);
    check(section, sizeBytes == expected, sizeBytes + " bytes for " + blocks + " blocks");
    int identity = header.getInt(IndexFile.PREFIX_BYTES + IndexFile.NAME_BYTES + 16);
    if (path == null) {
      return spooled(
          new BlockSection.Shape(file, section, 0, blockBytes, blocks, identity), sizeBytes);
    }
    FileChannel local = (FileChannel) in;
    local.position(offset + sizeBytes);
    endOfSection(section);
    return BlockSection.open(
        path, new BlockSection.Shape(file, section, offset, blockBytes, blocks, identity));
  }

  private BlockSection spooled(BlockSection.Shape shape, long sizeBytes) throws IOException {
    Path copy = Files.createTempFile("cinclus-", ".blocks");
    boolean whole = false;
    try {
      CRC32C crc = new CRC32C();
      try (FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        for (long left = sizeBytes; left > 0; left -= buffer.limit()) {
          fill(shape.section(), buffer.clear().limit((int) Math.min(BUFFER_BYTES, left)));
          crc.update(buffer.flip());
          for (buffer.rewind(); buffer.hasRemaining(); ) {
            out.write(buffer);
          }
        }
      }
      end(shape.section(), crc);
      BlockSection blocks = BlockSection.openTemporary(copy, shape);
      whole = true;
      return blocks;
    } finally {
      if (!whole) {
        Files.delete(copy);
      }
    }
  }

  /** Fails if anything follows the last section that was read. */
  public void end() throws IOException {
    check(HEADER, read == sections, "it has " + sections + " sections, but " + read + " are known");
    check(HEADER, in.read(buffer.clear().limit(1)) < 0, "something follows the last section");
  }

  /** Fails, naming the file and the section, unless a condition holds. */
  public void check(String section, boolean holds, String problem) throws CorruptIndexException {
    if (!holds) {
      throw corrupt(section, problem);
    }
  }

  /** What to throw where a section does not hold what it should. */
  public CorruptIndexException corrupt(String section, String problem) {
    return new CorruptIndexException(file, section, problem);
  }

  /** The size of the next section, checked before anything of that size is allocated. */
  private long next(String section, long mostBytes) throws IOException {
    check(section, read < sections, "missing");
    byte[] name = new byte[IndexFile.NAME_BYTES];
    header.position(entry());
    header.get(name);
    String found = new String(name, StandardCharsets.US_ASCII).trim();
    check(section, found.equals(section), "missing; found section " + found);
    long offset = header.getLong(entry() + IndexFile.NAME_BYTES);
    if (offset != nextOffset) {
      throw corrupt(section, "it begins at %d, but should at %d".formatted(offset, nextOffset));
    }
    long sizeBytes = header.getLong(entry() + IndexFile.NAME_BYTES + 8);
    if (sizeBytes < 0 || sizeBytes > mostBytes) {
      throw corrupt(section, "it cannot have %d bytes".formatted(sizeBytes));
    }
    if (in instanceof FileChannel local) {
      check(section, local.size() - offset >= sizeBytes, "the file ends within it");
    }
    nextOffset += sizeBytes;
    return sizeBytes;
  }

  private int entry() {
    return IndexFile.PREFIX_BYTES + read * IndexFile.ENTRY_BYTES;
  }

  private void end(String section, CRC32C crc) throws IOException {
    int expected = header.getInt(entry() + IndexFile.NAME_BYTES + 16);
    checkSum(section, (int) crc.getValue(), expected);
    endOfSection(section);
  }

  private void endOfSection(String section) throws IOException {
    skipPadding(section, IndexFile.ALIGNMENT);
    read++;
  }

  private void checkSum(String section, int found, int expected) throws CorruptIndexException {
    if (found != expected) {
      throw new CorruptIndexException(
          file, section, String.format("checksum is %08x, but should be %08x", found, expected));
    }
  }

  private void skipPadding(String section, int alignment) throws IOException {
    ByteBuffer padding = ByteBuffer.allocate(IndexFile.paddingBytes(nextOffset, alignment));
    fill(section, padding);
    nextOffset += padding.capacity();
    for (byte b : padding.array()) {
      check(section, b == 0, "its padding is not zero");
    }
  }

  private void fill(String section, ByteBuffer target) throws IOException {
    int before = target.remaining();
    while (target.hasRemaining()) {
      if (in.read(target) < 0) {
        throw new CorruptIndexException(
            file,
            section,
            "the file ends where " + target.remaining() + " of " + before + " bytes are missing");
      }
    }
  }
}
