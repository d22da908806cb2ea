package io.cinclus.index.pq;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexSections;
import io.cinclus.index.Parameters;
import io.cinclus.index.codes.Lists;
import io.cinclus.index.codes.ResidualCodes;
import io.cinclus.index.codes.Residuals;
import io.cinclus.index.pq.ProductQuantizer.Shape;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.Vectors;
import java.io.IOException;

/**
 * Rows of inverted lists by the codes of a {@link ProductQuantizer} for their {@link Residuals}.
 * The products of a query with all codewords are computed once; a score is then the sum of one of
 * them for each sub-space. Immutable.
 */
public final class ProductCodes implements ResidualCodes {
  private static final String CENTRE = "pq.centre";
  private static final String CODES = "pq.codes";
  private static final String TERMS = "pq.terms";
  private static final int RANGE_ROWS = 1024;

  /** Coordinates in a sub-space, where {@code m} is not given. */
  private static final int SUB_SPACE_DIM = 4;

  private final Residuals residuals;
  private final ProductQuantizer quantizer;
  private final CodeBytes bytes;
  private final byte[] codes;

  /** For L2 the {@code t} of {@link Residuals} for each place, else empty. */
  private final float[] terms;

  private ProductCodes(
      Residuals residuals, ProductQuantizer quantizer, byte[] codes, float[] terms) {
    this.residuals = residuals;
    this.quantizer = quantizer;
    this.bytes = bytes(quantizer.shape());
    this.codes = codes;
    this.terms = terms;
  }

  private static CodeBytes bytes(Shape shape) {
    return new CodeBytes(shape.m(), shape.nbits());
  }

  /**
   * How vectors are cut; an {@link IllegalArgumentException} in Milvus' words if {@code m} does not
   * divide their dimension.
   */
  static Shape shape(IndexParams params, int dim) {
    params.checkFor(dim);
    int m = params.value(Parameters.PQ_M);
    int chosen = m > 0 ? m : Math.max(1, dim / SUB_SPACE_DIM);
    return new Shape(dim, chosen, params.value(Parameters.NBITS));
  }

  private static int length(int rows, Shape shape) {
    long length = (long) rows * bytes(shape).count();
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%d codes of %d rows are too many: make smaller segments".formatted(shape.m(), rows));
    }
    return (int) length;
  }

  /** Trains a quantizer and encodes the rows of lists. */
  public static ProductCodes encode(
      Kernels kernels, IndexParams params, Lists lists, Vectors vectors, BuildContext context)
      throws InterruptedException {
    Shape shape = shape(params, vectors.dim());
    Residuals residuals = Residuals.of(kernels, params.metric(), lists, vectors, context);
    Vectors sample =
        residuals.sample(lists, vectors, ProductQuantizer.sampleRows(shape)).residuals();
    ProductQuantizer quantizer = ProductQuantizer.train(kernels, shape, sample, context);
    int rows = vectors.rows();
    ProductCodes all =
        new ProductCodes(
            residuals,
            quantizer,
            new byte[length(rows, shape)],
            new float[params.metric() == Metric.L2 ? rows : 0]);
    context.forEachRange(rows, RANGE_ROWS, (from, to) -> all.encode(lists, vectors, from, to));
    return all;
  }

  /**
   * How much {@link #encode} and {@link #writeAll} hold at most: the codes with a number and two
   * places for each row, the sample that the quantizer is trained with, and the quantizer.
   */
  public static long buildBytes(IndexParams params, Vectors vectors, int lists) {
    Shape shape = shape(params, vectors.dim());
    long rows = vectors.rows();
    return rows * (bytes(shape).count() + 12L)
        + Residuals.buildBytes(rows, shape.dim(), lists, ProductQuantizer.sampleRows(shape))
        + ProductQuantizer.buildBytes(shape, Math.min(rows, ProductQuantizer.sampleRows(shape)));
  }

  /** Encodes rows that are in no lists, around their mean, and adds the codes to a file. */
  public static void writeAll(
      Kernels kernels, IndexParams params, Vectors vectors, BuildContext context, IndexSections out)
      throws InterruptedException {
    Lists all = Residuals.oneList(vectors);
    out.add(CENTRE, all.centroids().copy(0));
    encode(kernels, params, all, vectors, context).write(out);
  }

  private void encode(Lists lists, Vectors vectors, int from, int to) {
    Shape shape = quantizer.shape();
    float[] residual = new float[shape.dim()];
    float[] tables = new float[shape.m() * shape.words()];
    int[] code = new int[shape.m()];
    for (int place = from; place < to; place++) {
      int row = lists.order()[place];
      int list = lists.listOf()[row];
      residuals.row(vectors, row, residual);
      residuals.subtractCentre(list, residual);
      quantizer.encode(residual, tables, code);
      bytes.pack(code, codes, place * bytes.count());
      if (terms.length > 0) {
        double norm = quantizer.decode(code, residual);
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
  public static ProductCodes read(
      Kernels kernels, IndexParams params, int rows, Vectors centroids, IndexFileReader in)
      throws IOException {
    Shape shape = shape(params, centroids.dim());
    Residuals residuals = Residuals.read(kernels, params.metric(), centroids, in);
    ProductQuantizer quantizer = ProductQuantizer.read(shape, in);
    int length = length(rows, shape);
    byte[] codes = in.bytes(CODES, length);
    in.check(CODES, codes.length == length, codes.length + " bytes for " + rows + " rows");
    int withTerm = params.metric() == Metric.L2 ? rows : 0;
    float[] terms = in.floats(TERMS, withTerm);
    in.check(TERMS, terms.length == withTerm, terms.length + " floats for " + rows + " rows");
    return new ProductCodes(residuals, quantizer, codes, terms);
  }

  /** Reads the codes of so many rows that are in no lists. */
  public static ProductCodes readAll(
      Kernels kernels, IndexParams params, int rows, int dim, IndexFileReader in)
      throws IOException {
    float[] centre = in.floats(CENTRE, dim);
    in.check(CENTRE, centre.length == dim, centre.length + " floats for dim " + dim);
    return read(kernels, params, rows, Vectors.of(centre, dim), in);
  }

  @Override
  public long memoryBytes() {
    return codes.length + 4L * terms.length + quantizer.memoryBytes() + residuals.memoryBytes();
  }

  @Override
  public ListScorer scorer() {
    return new TableScorer();
  }

  private final class TableScorer implements ListScorer {
    private final Residuals.Query query = residuals.query();
    private final float[] tables = new float[quantizer.shape().m() * quantizer.shape().words()];
    private final float[] merged = new float[bytes.tableLength()];
    private final int count = bytes.count();
    private final boolean squared = residuals.metric() == Metric.L2;
    private float base;

    @Override
    public void query(float[] newQuery) {
      query.set(newQuery);
      quantizer.tables(query.centred(), tables);
      bytes.merge(tables, merged);
    }

    @Override
    public void enter(int list) {
      base = query.base(list);
    }

    @Override
    public int rows() {
      return codes.length / count;
    }

    @Override
    public float score(int place) {
      float sum = CodeBytes.sum(merged, codes, place * count, count);
      return squared ? base + 2 * sum - terms[place] : base + sum;
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
