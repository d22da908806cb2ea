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
    put(name, new Ints(values));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, byte[] values) {
    put(name, new Bytes(values));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, float[] values) {
    put(name, new Floats(values));
  }

  /** Adds a section; the array must not change until the file is written. */
  public void add(String name, long[] values) {
    put(name, new Longs(values));
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

  private static final class Floats implements Source {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public long sizeBytes() {
      return 4L * values.length;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < values.length; ) {
        int count = Math.min(BUFFER_BYTES / 4, values.length - from);
        buffer.clear();
        buffer.asFloatBuffer().put(values, from, count);
        sink.accept(buffer.limit(4 * count));
        from += count;
      }
    }
  }

  private static final class Longs implements Source {
    private final long[] values;

    Longs(long[] values) {
      this.values = values;
    }

    @Override
    public long sizeBytes() {
      return 8L * values.length;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < values.length; ) {
        int count = Math.min(BUFFER_BYTES / 8, values.length - from);
        buffer.clear();
        buffer.asLongBuffer().put(values, from, count);
        sink.accept(buffer.limit(8 * count));
        from += count;
      }
    }
  }

  private static final class Ints implements Source {
    private final int[] values;

    Ints(int[] values) {
      this.values = values;
    }

    @Override
    public long sizeBytes() {
      return 4L * values.length;
    }

    @Override
    public <E extends Exception> void writeTo(Sink<E> sink) throws E {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int from = 0; from < values.length; ) {
        int count = Math.min(BUFFER_BYTES / 4, values.length - from);
        buffer.clear();
        buffer.asIntBuffer().put(values, from, count);
        sink.accept(buffer.limit(4 * count));
        from += count;
      }
    }
  }
}
