package io.cinclus.index.scalar;

/** What the values of an index are. */
public enum ValueKind {
  BOOLEAN,
  INTEGER,
  FLOATING,
  /** Each an int64 or a float64, as in JSON. */
  NUMBER,
  TEXT,
  /** Rectangles around geometries. */
  BOX;

  boolean isNumeric() {
    return this == INTEGER || this == FLOATING || this == NUMBER;
  }

  /** Whether some values are int64; booleans are kept as 0 and 1. */
  public boolean hasIntegers() {
    return this == BOOLEAN || this == INTEGER || this == NUMBER;
  }

  /** Whether some values are float64. */
  public boolean hasFloats() {
    return this == FLOATING || this == NUMBER;
  }
}
