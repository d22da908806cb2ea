package io.cinclus.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rows, and queries of the same dimension.
 *
 * @param name for people
 * @param share of the rows that pass the queries' filter; 1: there is none
 */
record Dataset(String name, Rows base, Rows queries, double share) {
  static final String BASE_FILE = "base.fvecs";
  static final String QUERIES_FILE = "queries.fvecs";

  Dataset {
    if (base.dim() != queries.dim()) {
      throw new IllegalArgumentException(
          "the data have dimension %d, but the queries %d".formatted(base.dim(), queries.dim()));
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of rows is above 0 and at most 1: " + share);
    }
    if (base.count() == 0 || queries.count() == 0) {
      throw new IllegalArgumentException("there are no data or no queries");
    }
  }

  /**
   * Reads files.
   *
   * @param dim where files do not say it; 0 if they all do
   * @param limit how many rows at most
   */
  static Dataset read(Path data, Path queries, int dim, int limit) throws IOException {
    Rows base = VectorFiles.readRows(data, dim, limit);
    return new Dataset(
        String.valueOf(data.getFileName()),
        base,
        VectorFiles.readRows(queries, dim == 0 ? base.dim() : dim, Integer.MAX_VALUE),
        1);
  }

  static Dataset make(ClusteredData data, int limit) {
    ClusteredData.Made made = data.make();
    int count = Math.min(limit, made.base().count());
    return new Dataset(data.toString(), made.base().first(count), made.queries(), 1);
  }

  /** The same with a filter that such a share of the rows passes. */
  Dataset filtered(double newShare) {
    return new Dataset(name, base, queries, newShare);
  }

  /** Writes both as fvecs into a folder. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    VectorFiles.write(base, folder.resolve(BASE_FILE));
    VectorFiles.write(queries, folder.resolve(QUERIES_FILE));
  }

  /**
   * The true neighbours that a file has.
   *
   * @throws IOException where they cannot be those of these data
   */
  Neighbours readTruth(Path file, int k) throws IOException {
    Neighbours truth = VectorFiles.readNeighbours(file, queries.count());
    if (truth.width() < k) {
      throw new IOException(
          "%s has %d neighbours of each query, fewer than the %d that are asked for"
              .formatted(file, truth.width(), k));
    }
    for (int row : truth.rows()) {
      if (row < Neighbours.NONE || row >= base.count()) {
        throw new IOException(
            "%s names row %d, but there are %d rows: with --limit, leave the truth away"
                .formatted(file, row, base.count()));
      }
    }
    return truth;
  }
}
