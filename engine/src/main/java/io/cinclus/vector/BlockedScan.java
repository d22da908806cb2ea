package io.cinclus.vector;

/**
 * One pass over the rows for a batch of queries. Each block of rows is multiplied with all queries
 * while it is in the cache ({@link Kernels#multiply}); a row whose product cannot, by a bound on
 * the rounding errors, reach a query's threshold is dropped without touching the heap, and the few
 * others are scored again by the {@link Scorer}. So the batch gives exactly the scores, to the bit,
 * that each query would get alone.
 *
 * <p>For L2 the product is {@code q·x − |x|²/2 = (|q|² − |q − x|²) / 2}, whose cancellation would
 * otherwise show in the results. Not thread-safe; used for one search.
 */
final class BlockedScan {
  private static final double UNIT_ROUNDOFF = 0x1p-24;
  private static final float LEAST_SCALE = 1e-30f;

  private final Kernels kernels;
  private final Metric metric;
  private final Vectors vectors;
  private final Scorer rowScorer;
  private final PackedQueries queries;
  private final double relativeError;

  private final RowBlock block;
  private final float[] products;
  private double maxRowNorm;

  /** How far a product of the current block may be off because it, or a part, is too small. */
  private double underflow;

  /** Takes the pairs of a query and a row that the products do not rule out. */
  interface Candidates {
    /** Rows below this score do not matter to the query. */
    float threshold(int query);

    /**
     * Takes a pair.
     *
     * @param scale of the row, see {@link Scorer#scale}
     * @return whether the query's threshold may have risen
     */
    boolean offer(int query, int row, float scale);
  }

  /** For at most {@code maxRows} rows, which sizes the buffers. */
  BlockedScan(Kernels kernels, Metric metric, Vectors vectors, PackedQueries queries, int maxRows) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    this.rowScorer = new Scorer(kernels, metric, vectors);
    this.queries = queries;
    // Twice the classic bound (Higham 2002, section 3.1) on a sum of dim products: once for the
    // product here and once for the score it stands for.
    this.relativeError = 2 * (vectors.dim() + 16) * UNIT_ROUNDOFF;
    this.block = new RowBlock(kernels, vectors, maxRows);
    this.products = new float[kernels.panelWidth() * block.capacity()];
  }

  /** Offers the rows, and before each block of them runs what may end the search by throwing. */
  void search(RowCursor rows, Candidates out, Runnable betweenBlocks) {
    while (block.fill(rows)) {
      betweenBlocks.run();
      measure();
      for (QueryPanel panel : queries.panels()) {
        kernels.multiply(block, panel, products);
        offer(panel, out);
      }
    }
  }

  /** Offers the pairs of the block and the panel whose product is high enough. */
  private void offer(QueryPanel panel, Candidates out) {
    for (int i = 0; i < panel.count(); i++) {
      int query = panel.first() + i;
      panel.thresholds()[i] = leastProduct(query, out.threshold(query));
    }
    int to = block.rows() * panel.width();
    int at = kernels.firstNotBelow(products, 0, to, panel);
    while (at < to) {
      int i = at & (panel.width() - 1);
      if (i < panel.count()) {
        int query = panel.first() + i;
        int row = at / panel.width();
        if (out.offer(query, block.id(row), block.scales()[row])) {
          panel.thresholds()[i] = leastProduct(query, out.threshold(query));
        }
      }
      at = kernels.firstNotBelow(products, at + 1, to, panel);
    }
  }

  /** The least product that a row with this score, in the current block, can have. */
  private float leastProduct(int query, float score) {
    double norm = queries.norm(query);
    double least =
        switch (metric) {
          case L2 -> {
            double sum = norm + maxRowNorm;
            yield (norm * norm + score) / 2 - relativeError * sum * sum;
          }
          case IP -> score - relativeError * norm * maxRowNorm;
          case COSINE -> score - relativeError - underflow;
          default -> throw metric.notFor(VectorKind.DENSE);
        };
    // A product or norm beyond the floats says nothing; then every row is scored.
    return Double.isFinite(least)
        ? Math.nextDown((float) (least - Float.MIN_NORMAL))
        : Float.NEGATIVE_INFINITY;
  }

  /** Scale, bias and greatest norm of the rows; it also brings them into the cache, in order. */
  private void measure() {
    int dim = vectors.dim();
    float maxSquared = 0;
    float maxScale = 0;
    float minScale = Float.MAX_VALUE;
    for (int i = 0; i < block.rows(); i++) {
      int from = block.from() + i * dim;
      if (metric == Metric.COSINE) {
        float scale = rowScorer.scale(block.id(i));
        maxScale = Math.max(maxScale, scale);
        minScale = Math.min(minScale, scale == 0 ? minScale : scale);
        block.scales()[i] = scale;
        block.biases()[i] = 0;
      } else {
        float squared = kernels.dot(block.values(), from, block.values(), from, dim);
        maxSquared = Math.max(maxSquared, squared);
        block.scales()[i] = 1;
        block.biases()[i] = metric == Metric.L2 ? -squared / 2 : 0;
      }
    }
    maxRowNorm = Math.sqrt(maxSquared);
    // Rows so long that their products may overflow are all scored.
    underflow =
        minScale < LEAST_SCALE
            ? Double.POSITIVE_INFINITY
            : 2.0 * (dim + 1) * Float.MIN_VALUE * maxScale;
  }
}
