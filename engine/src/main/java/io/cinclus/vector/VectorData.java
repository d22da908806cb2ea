package io.cinclus.vector;

/**
 * Rows of vectors of one kind: what is indexed, and what is asked for. A view that shares its
 * arrays, which must not change while it is in use; so it may be shared between threads.
 */
public sealed interface VectorData permits Vectors, BinaryVectors, SparseVectors {

  VectorKind kind();

  int rows();

  /** Coordinates of a row; 0 for sparse vectors, which have no fixed number. */
  int dim();

  /** A copy of some rows, in the order in which they are named; dense ones in float32. */
  VectorData pick(int... rows);

  /** CRC32C of the rows, by which those of another segment are known. */
  int checksum();
}
