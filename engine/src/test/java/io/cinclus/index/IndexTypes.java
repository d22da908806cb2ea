package io.cinclus.index;

import io.cinclus.vector.VectorKind;
import java.util.stream.Stream;

/** Index types by what they index, for tests. */
public final class IndexTypes {
  private IndexTypes() {}

  public static Stream<IndexType> dense() {
    return IndexType.ofKind(VectorKind.DENSE).stream();
  }
}
