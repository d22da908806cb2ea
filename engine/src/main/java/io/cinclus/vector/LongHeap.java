package io.cinclus.vector;

import java.util.Arrays;

/**
 * A binary heap of longs with the smallest on top; it grows as needed and never shrinks. Not
 * thread-safe.
 */
public final class LongHeap {
  private long[] keys;
  private int size;

  public LongHeap(int initialCapacity) {
    keys = new long[Math.max(1, initialCapacity)];
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }

  /** The smallest key; undefined if the heap is empty. */
  public long top() {
    return keys[0];
  }

  public void push(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(size + 1, (int) Math.min(2L * size, 1 << 30)));
    }
    int child = size++;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (keys[parent] <= key) {
        break;
      }
      keys[child] = keys[parent];
      child = parent;
    }
    keys[child] = key;
  }

  /** Removes and returns the smallest key of a heap that is not empty. */
  public long pop() {
    long top = keys[0];
    long last = keys[--size];
    if (size > 0) {
      sink(last);
    }
    return top;
  }

  private void sink(long key) {
    int parent = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && keys[child + 1] < keys[child]) {
        child++;
      }
      if (key <= keys[child]) {
        break;
      }
      keys[parent] = keys[child];
      parent = child;
      child = 2 * parent + 1;
    }
    keys[parent] = key;
  }
}
