package io.cinclus.index.scalar;

/** How many rows a condition is true of: a number between two others, which may be equal. */
public record RowCount(int atLeast, int atMost) {

  public RowCount {
    if (atLeast < 0 || atLeast > atMost) {
      throw new IllegalArgumentException(
          "there are no counts in [%d, %d]".formatted(atLeast, atMost));
    }
  }
}
