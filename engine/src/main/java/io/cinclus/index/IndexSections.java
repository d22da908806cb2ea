package io.cinclus.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

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
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < count; ) {
        int some = Math.min(BUFFER_BYTES / numberBytes, count - from);
        copy.put(buffer.clear(), from, some);
        sink.accept(buffer.limit(some * numberBytes));
        from += some;
      }
    }
  }
}
