package io.cinclus.operators.types;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Things of which one JVM needs one for each key, however many subtasks use it. The first user
 * creates it, the last one closes it. Thread-safe.
 *
 * @param <K> what it is of
 * @param <V> the thing
 */
public final class Shared<K, V extends AutoCloseable> {
  private final Function<K, V> create;
  private final Map<K, Entry<V>> entries = new HashMap<>();

  private static final class Entry<V> {
    final V value;
    int users;

    Entry(V value) {
      this.value = value;
    }
  }

  /** Creates values with {@code create}, under a lock. */
  public Shared(Function<K, V> create) {
    this.create = create;
  }

  /** A use of the value; close it once. */
  public synchronized Lease<V> acquire(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      entry = new Entry<>(create.apply(key));
      entries.put(key, entry);
    }
    entry.users++;
    return new Lease<>(entry.value, () -> release(key));
  }

  /**
   * Uses a value that exists already: until the returned lease and all others are closed, whoever
   * acquires the key gets {@code value}. {@link IllegalStateException} where the key is in use.
   */
  public synchronized Lease<V> provide(K key, V value) {
    if (entries.containsKey(key)) {
      throw new IllegalStateException(key + " is in use");
    }
    entries.put(key, new Entry<>(value));
    return acquire(key);
  }

  private void release(K key) throws Exception {
    V last = null;
    synchronized (this) {
      Entry<V> entry = entries.get(key);
      if (entry != null && --entry.users == 0) {
        entries.remove(key);
        last = entry.value;
      }
    }
    if (last != null) {
      last.close();
    }
  }

  /**
   * A use of a shared value.
   *
   * @param <V> the value
   */
  @SuppressWarnings("try") // Closing may wait, as that of the value does.
  public static final class Lease<V> implements AutoCloseable {
    private final V value;
    private final AutoCloseable release;
    private boolean closed;

    Lease(V value, AutoCloseable release) {
      this.value = value;
      this.release = release;
    }

    public V value() {
      return value;
    }

    @Override
    public synchronized void close() throws Exception {
      if (!closed) {
        closed = true;
        release.close();
      }
    }
  }
}
