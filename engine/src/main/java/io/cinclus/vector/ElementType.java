package io.cinclus.vector;

/**
 * What a coordinate of a dense vector is stored in. Every one is a float32 too, to the bit, and
 * queries always are float32: a row in fewer bytes scores as its copy in float32 would.
 */
public enum ElementType {
  FLOAT32(4),
  /** IEEE 754 binary16. */
  FLOAT16(2),
  /** The upper half of a float32. */
  BFLOAT16(2),
  /** A signed byte. */
  INT8(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one coordinate. */
  public int bytes() {
    return bytes;
  }
}
