package io.cinclus.value;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks through well-known binary, extended or as ISO has it, without recursion, so that bytes that
 * nobody has looked at can be given to a reader that recurs. Single-threaded.
 */
final class WellKnownBinary {
  private static final int POINT = 1;
  private static final int LINE_STRING = 2;
  private static final int POLYGON = 3;
  private static final int LAST_COLLECTION = 7;
  private static final int HAS_Z = 0x80000000;
  private static final int HAS_M = 0x40000000;
  private static final int HAS_SRID = 0x20000000;

  private final ByteBuffer in;

  /** Of each collection that the place is in, how many members follow. */
  private final int[] left;

  private int depth;

  private WellKnownBinary(byte[] bytes, int maxDepth) {
    this.in = ByteBuffer.wrap(bytes);
    this.left = new int[maxDepth];
  }

  /** Whether it is a geometry in form, with so many collections within each other at the most. */
  static boolean isWithinDepth(byte[] bytes, int maxDepth) {
    WellKnownBinary walk = new WellKnownBinary(bytes, maxDepth);
    try {
      boolean isFine = walk.geometry();
      while (isFine && walk.depth > 0) {
        if (walk.left[walk.depth - 1]-- == 0) {
          walk.depth--;
        } else {
          isFine = walk.geometry();
        }
      }
      return isFine;
    } catch (BufferUnderflowException e) {
      return false;
    }
  }

  /** Passes over a geometry, of a collection over its head. */
  private boolean geometry() {
    byte order = in.get();
    if (order != 0 && order != 1) {
      return false;
    }
    in.order(order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int type = in.getInt();
    if ((type & HAS_SRID) != 0) {
      skip(1, Integer.BYTES);
    }
    int iso = (type & 0xffff) / 1000;
    boolean hasZ = (type & HAS_Z) != 0 || iso == 1 || iso == 3;
    boolean hasM = (type & HAS_M) != 0 || iso == 2 || iso == 3;
    int pointBytes = Double.BYTES * (2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0));
    switch ((type & 0xffff) % 1000) {
      case POINT -> skip(1, pointBytes);
      case LINE_STRING -> skip(in.getInt(), pointBytes);
      case POLYGON -> {
        for (int rings = in.getInt(); rings > 0; rings--) {
          skip(in.getInt(), pointBytes);
        }
      }
      default -> {
        return (type & 0xffff) % 1000 <= LAST_COLLECTION && (type & 0xffff) % 1000 > 0 && enter();
      }
    }
    return true;
  }

  private boolean enter() {
    int members = in.getInt();
    if (depth == left.length || members < 0) {
      return false;
    }
    left[depth++] = members;
    return true;
  }

  private void skip(int count, int bytes) {
    if (count < 0 || (long) count * bytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + count * bytes);
  }
}
