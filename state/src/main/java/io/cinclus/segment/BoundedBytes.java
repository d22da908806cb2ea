package io.cinclus.segment;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * A file in the making, in memory. Fails with LIMIT_EXCEEDED before it grows beyond its limit.
 * Single-threaded.
 */
public final class BoundedBytes extends ByteArrayOutputStream {
  private final int maxBytes;

  public BoundedBytes(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized void write(int value) {
    require(1);
    super.write(value);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    require(length);
    super.write(bytes, from, length);
  }

  /** The bytes, not copied. */
  public ByteBuffer view() {
    return ByteBuffer.wrap(buf, 0, count);
  }

  private void require(int length) {
    if (length > maxBytes - count) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "a file would be longer than %d bytes; seal or compact fewer rows at a time"
              .formatted(maxBytes));
    }
  }
}
