package io.cinclus.vector;

/** The kinds of vectors, which are indexed and compared in ways of their own. */
public enum VectorKind {
  DENSE,
  BINARY,
  SPARSE
}
