package io.cinclus.index.scalar;

/** The values of the rows of one segment that an index is built of. Thread-safe. */
public interface ScalarRows {

  int rows();

  /** A checksum of what the values are read from, by which another segment's are known. */
  int checksum();

  /** At least as many as there are values. */
  long mostValues();

  /** At least as many as the texts among the values have in UTF-8. */
  long mostTextBytes();

  /** Tells of each of the rows {@code [from, to)}, in order. */
  void read(int from, int to, ScalarCollector out);
}
