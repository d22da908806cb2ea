package io.cinclus.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** The sections of an index file, in order, as arrays that are not copied. Not thread-safe. */
public final class IndexSections {
  /** Bytes that are converted at a time. */
  private static final int BUFFER_BYTES = 1 << 20;

  private final Map<String, Source> sections = new LinkedHashMap<>();

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, int[] values) {
    put(
        name,
        new Numbers(
            values.length,
            Integer.BYTES,
            (buffer, from, count) -> buffer.asIntBuffer().put(values, from, count)));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, byte[] values) {
    put(name, new Bytes(values));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, float[] values) {
    put(
        name,
        new Numbers(
            values.length,
            Float.BYTES,
            (buffer, from, count) -> buffer.asFloatBuffer().put(values, from, count)));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, long[] values) {
    put(
        name,
        new Numbers(
            values.length,
            Long.BYTES,
            (buffer, from, count) -> buffer.asLongBuffer().put(values, from, count)));
  }

  /** Writes what a block holds: its bytes but the last four, little-endian, all zero before. */
  @FunctionalInterface
  public interface BlockWriter {
    void write(int block, ByteBuffer target);
  }

  /**
   * Adds a section that is read at random, block by block, with {@link IndexFileReader#blocks}.
   *
   * @param blockBytes a multiple of 4096; the last four bytes are not the writer's
   */
  public void addBlocks(String name, int blockBytes, int blocks, BlockWriter writer) {
    if (blockBytes <= 0 || blockBytes % Blocks.PAGE_BYTES != 0) {
      throw new IllegalArgumentException(blockBytes + " bytes are no whole pages");
    }
    CRC32C identity = new CRC32C();
    for (Source first : sections.values()) {
      first.<RuntimeException>writeTo(identity::update);
      break;
    }
    put(name, new PagedBlocks(blockBytes, blocks, (int) identity.getValue(), writer));
  }

  private void put(String name, Source source) {
    if (sections.put(name, source) != null) {
      throw new IllegalArgumentException("two sections " + name);
    }
  }

  Map<String, Source> sections() {
    return sections;
  }

  /** Hears the bytes of a section. */
  @FunctionalInterface
  interface Sink<E extends Exception> {
    void accept(ByteBuffer bytes) throws E;
  }

  /** The little-endian bytes of a section. */
  sealed interface Source {
    long sizeBytes();

    <E extends Exception> void writeTo(Sink<E> sink) throws E;

    /** What its offset in the file is a multiple of. */
    default int alignment() {
      return IndexFile.ALIGNMENT;
    }
  }

  /** Blocks that are made as they are written, each time anew. */
  private record PagedBlocks(int blockBytes, int blocks, int identity, BlockWriter writer)
      implements Source {

    @Override
    public long sizeBytes() {
      return (long) blockBytes * blocks;
    }

    @Override
    public int alignment() {
      return Blocks.PAGE_BYTES;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      int room = Math.max(1, Math.min(blocks, BUFFER_BYTES / blockBytes));
      byte[] bytes = new byte[room * blockBytes];
      for (int from = 0; from < blocks; from += room) {
        int count = Math.min(room, blocks - from);
        Arrays.fill(bytes, (byte) 0);
        for (int i = 0; i < count; i++) {
          ByteBuffer block = ByteBuffer.wrap(bytes, i * blockBytes, blockBytes).slice();
          block.order(ByteOrder.LITTLE_ENDIAN).limit(blockBytes - Blocks.CHECKSUM_BYTES);
          writer.write(from + i, block);
          int checksum = Blocks.checksum(identity, from + i, block);
          block.putInt(blockBytes - Blocks.CHECKSUM_BYTES, checksum);
        }
        sink.accept(ByteBuffer.wrap(bytes, 0, count * blockBytes));
      }
    }
  }

  private static final class Bytes implements Source {
    private final byte[] values;

    Bytes(byte[] values) {
      this.values = values;
    }

    @Override
    public long sizeBytes() {
      return values.length;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      sink.accept(ByteBuffer.wrap(values));
    }
  }

  /** Puts {@code count} numbers of an array, from {@code from} on, into an empty buffer. */
  @FunctionalInterface
  private interface Copy {
    void put(ByteBuffer buffer, int from, int count);
  }

  /** Numbers of {@code numberBytes} each. */
  private record Numbers(int count, int numberBytes, Copy copy) implements Source {

    @Override
    public long sizeBytes() {
      return (long) count * numberBytes;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      int bufferBytes = (int) Math.min(BUFFER_BYTES, sizeBytes());
      ByteBuffer buffer = ByteBuffer.allocate(bufferBytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < count; ) {
        int some = Math.min(BUFFER_BYTES / numberBytes, count - from);
        copy.put(buffer.clear(), from, some);
        sink.accept(buffer.limit(some * numberBytes));
        from += some;
      }
    }
  }
}
