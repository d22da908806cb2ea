package io.cinclus.vector;

/** The fastest kernels, which count the rows they score one by one. Single-threaded. */
public final class CountingKernels implements Kernels {
  private final Kernels kernels = Kernels.fastest();
  private long scored;

  /** The rows scored since the last call. */
  public long takeScored() {
    long taken = scored;
    scored = 0;
    return taken;
  }

  @Override
  public String name() {
    return "counting " + kernels.name();
  }

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    return kernels.dot(a, aFrom, b, bFrom, dim);
  }

  @Override
  public float dot(float[] weights, byte[] codes, int from) {
    return kernels.dot(weights, codes, from);
  }

  @Override
  public void sumNibbles(byte[] codes, int from, int pairs, byte[] tables, short[] sums) {
    kernels.sumNibbles(codes, from, pairs, tables, sums);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dim) {
    return kernels.squaredL2(a, aFrom, b, bFrom, dim);
  }

  @Override
  public void decodeFloat16(short[] halves, int from, float[] to, int at, int count) {
    kernels.decodeFloat16(halves, from, to, at, count);
  }

  @Override
  public void decodeBfloat16(short[] halves, int from, float[] to, int at, int count) {
    kernels.decodeBfloat16(halves, from, to, at, count);
  }

  @Override
  public void decodeInt8(byte[] bytes, int from, float[] to, int at, int count) {
    kernels.decodeInt8(bytes, from, to, at, count);
  }

  @Override
  public void dots(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    scored += batch.count();
    kernels.dots(query, queryFrom, rows, batch);
  }

  @Override
  public void squaredL2s(float[] query, int queryFrom, Vectors rows, RowBatch batch) {
    scored += batch.count();
    kernels.squaredL2s(query, queryFrom, rows, batch);
  }

  @Override
  public int panelWidth() {
    return kernels.panelWidth();
  }

  @Override
  public void multiply(RowBlock block, QueryPanel panel, float[] products) {
    kernels.multiply(block, panel, products);
  }

  @Override
  public int firstNotBelow(float[] products, int from, int to, QueryPanel panel) {
    return kernels.firstNotBelow(products, from, to, panel);
  }
}
