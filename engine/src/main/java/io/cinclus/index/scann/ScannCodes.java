package io.cinclus.index.scann;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.index.codes.Residuals;
import io.cinclus.index.fastscan.ByteTables;
import io.cinclus.index.fastscan.NibbleBlocks;
import io.cinclus.index.pq.ProductQuantizer;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * Rows of inverted lists by four bits for each sub-space, chosen for their {@link Residuals} by the
 * {@link ScoreAwareLoss}: along the row for IP and COSINE, along the residual for L2, whose length
 * is kept exactly. A query's tables are rounded to bytes, see {@link ByteTables}, and 32 rows are
 * scored at a time. Immutable.
 */
public final class ScannCodes implements ResidualCodes {
  private static final String CODES = "scann.codes";
  private static final String TERMS = "scann.terms";
  private static final int NBITS = 4;
  private static final int MAX_SUB_SPACES = 1 << 14;

  /** Rows that codebooks are trained with. */
  private static final int SAMPLE_ROWS = 8192;

  private static final int RANGE_ROWS = 32 * Kernels.NIBBLE_ROWS;

  private final Kernels kernels;
  private final Residuals residuals;
  private final ProductQuantizer quantizer;
  private final NibbleBlocks blocks;
  private final byte[] codes;

  /** For L2 the {@code t} of {@link Residuals} for each place, else empty. */
  private final float[] terms;

  private ScannCodes(
      Kernels kernels,
      Residuals residuals,
      ProductQuantizer quantizer,
      byte[] codes,
      float[] terms) {
    this.kernels = kernels;
    this.residuals = residuals;
    this.quantizer = quantizer;
    this.blocks = new NibbleBlocks(quantizer.shape().m());
    this.codes = codes;
    this.terms = terms;
  }

  static Shape shape(IndexParams params, int dim) {
    int m = Math.max(1, dim / params.value(Parameters.SUB_DIM));
    return new Shape(dim, Math.min(m, MAX_SUB_SPACES), NBITS);
  }

  /** Trains codebooks and encodes the rows of lists. */
  public static ScannCodes encode(
      Kernels kernels, IndexParams params, Lists lists, Vectors vectors, BuildContext context)
      throws InterruptedException {
    int rows = vectors.rows();
    Shape shape = shape(params, vectors.dim());
    Residuals residuals = Residuals.of(kernels, params.metric(), lists, vectors, context);
    ScoreAwareLoss loss = ScoreAwareLoss.of(shape.dim());
    int most = Math.max(1, Math.min(SAMPLE_ROWS, (1 << 25) / shape.dim()));
    Residuals.Sample sample = residuals.sample(lists, vectors, most);
    ProductQuantizer plain = ProductQuantizer.train(kernels, shape, sample.residuals(), context);
    Vectors units = params.metric() == Metric.L2 ? sample.residuals() : sample.rows();
    ProductQuantizer quantizer =
        new ScoreAwareTraining(loss, shape, sample.residuals(), units(units)).train(plain, context);
    ScannCodes all =
        new ScannCodes(
            kernels,
            residuals,
            quantizer,
            new byte[new NibbleBlocks(shape.m()).length(rows)],
            new float[params.metric() == Metric.L2 ? rows : 0]);
    // No range ends within a block, whose bytes several rows share.
    context.forEachRange(
        rows, RANGE_ROWS, (from, to) -> all.encode(loss, lists, vectors, from, to));
    return all;
  }

  /**
   * How much {@link #encode} holds at most: the codes and a number for each row; the sample, its
   * unit vectors and codes; and codebooks, with the equations by which they are improved.
   */
  public static long buildBytes(IndexParams params, Vectors vectors, int lists) {
    Shape shape = shape(params, vectors.dim());
    int rows = vectors.rows();
    long sampled = Math.min(rows, SAMPLE_ROWS);
    long width = shape.dim() / shape.m() + 1L;
    return new NibbleBlocks(shape.m()).length(rows)
        + 4L * rows
        + Residuals.buildBytes(rows, shape.dim(), lists, SAMPLE_ROWS)
        + sampled * (4L * shape.dim() + shape.m() + 4)
        + 2 * ProductQuantizer.buildBytes(shape, sampled)
        + 16L * shape.words() * width * (width + 1);
  }

  private static Vectors units(Vectors vectors) {
    float[] values = new float[vectors.rows() * vectors.dim()];
    float[] unit = new float[vectors.dim()];
    for (int row = 0; row < vectors.rows(); row++) {
      vectors.copy(row, unit, 0);
      normalise(unit);
      System.arraycopy(unit, 0, values, row * unit.length, unit.length);
    }
    return Vectors.of(values, vectors.dim());
  }

  /** Scales to length 1, which 0 keeps; returns the squared norm. */
  private static double normalise(float[] vector) {
    double squared = 0;
    for (float value : vector) {
      squared += (double) value * value;
    }
    float scale = squared > 0 ? (float) (1 / Math.sqrt(squared)) : 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
    return squared;
  }

  private void encode(ScoreAwareLoss loss, Lists lists, Vectors vectors, int from, int to) {
    float[] residual = new float[residuals.dim()];
    float[] unit = new float[residuals.dim()];
    ScoreAwareLoss.Scratch scratch = new ScoreAwareLoss.Scratch(quantizer.shape());
    boolean squared = terms.length > 0;
    for (int place = from; place < to; place++) {
      int row = lists.order()[place];
      int list = lists.listOf()[row];
      residuals.row(vectors, row, residual);
      if (!squared) {
        System.arraycopy(residual, 0, unit, 0, unit.length);
      }
      residuals.subtractCentre(list, residual);
      if (squared) {
        System.arraycopy(residual, 0, unit, 0, unit.length);
      }
      double norm = normalise(unit);
      loss.encode(quantizer, residual, unit, scratch);
      blocks.put(scratch.code, codes, place);
      if (squared) {
        quantizer.decode(scratch.code, residual);
        terms[place] = residuals.term(list, norm, residual);
      }
    }
  }

  @Override
  public void write(IndexSections out) {
    residuals.write(out);
    quantizer.write(out);
    out.add(CODES, codes);
    out.add(TERMS, terms);
  }

  /** Reads the codes of so many rows in lists of these centroids. */
  public static ScannCodes read(
      Kernels kernels, IndexParams params, int rows, Vectors centroids, IndexFileReader in)
      throws IOException {
    Shape shape = shape(params, centroids.dim());
    Residuals residuals = Residuals.read(kernels, params.metric(), centroids, in);
    ProductQuantizer quantizer = ProductQuantizer.read(shape, in);
    int length = new NibbleBlocks(shape.m()).length(rows);
    byte[] codes = in.bytes(CODES, length);
    in.check(CODES, codes.length == length, codes.length + " bytes for " + rows + " rows");
    int withTerm = params.metric() == Metric.L2 ? rows : 0;
    float[] terms = in.floats(TERMS, withTerm);
    in.check(TERMS, terms.length == withTerm, terms.length + " floats for " + rows + " rows");
    return new ScannCodes(kernels, residuals, quantizer, codes, terms);
  }

  @Override
  public long memoryBytes() {
    return codes.length + 4L * terms.length + quantizer.memoryBytes() + residuals.memoryBytes();
  }

  @Override
  public ListScorer scorer() {
    return new BlockScorer();
  }

  private final class BlockScorer implements ListScorer {
    private final Residuals.Query query = residuals.query();
    private final ByteTables tables = new ByteTables(quantizer.shape().m());
    private final short[] sums = new short[Kernels.NIBBLE_ROWS];
    private int block = -1;
    private float base;

    @Override
    public void query(float[] newQuery) {
      query.set(newQuery);
      quantizer.tables(query.centred(), tables.products());
      tables.round();
      block = -1;
    }

    @Override
    public void enter(int list) {
      base = query.base(list);
    }

    @Override
    public int rows() {
      return codes.length / blocks.blockBytes() * Kernels.NIBBLE_ROWS;
    }

    @Override
    public float score(int place) {
      int of = place / Kernels.NIBBLE_ROWS;
      if (of != block) {
        kernels.sumNibbles(codes, of * blocks.blockBytes(), blocks.pairs(), tables.bytes(), sums);
        block = of;
      }
      int sum = Short.toUnsignedInt(sums[place % Kernels.NIBBLE_ROWS]);
      float product = tables.offset() + tables.step() * sum;
      return terms.length > 0 ? base + 2 * product - terms[place] : base + product;
    }

    @Override
    public void score(RowBatch batch) {
      int[] places = batch.ids();
      float[] scores = batch.scores();
      for (int i = 0; i < batch.count(); i++) {
        scores[i] = score(places[i]);
      }
    }
  }
}
