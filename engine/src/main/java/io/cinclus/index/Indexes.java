package io.cinclus.index;

import io.cinclus.index.annoy.AnnoyFamily;
import io.cinclus.index.binary.BinaryFlatFamily;
import io.cinclus.index.diskann.DiskannFamily;
import io.cinclus.index.hnsw.HnswFamily;
import io.cinclus.index.ivf.BinaryIvfFamily;
import io.cinclus.index.ivf.IvfFamily;
import io.cinclus.index.sparse.SparseFamily;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * Builds vector indexes into files and opens them. The same vectors, parameters and kernels give
 * the same bytes. Thread-safe. It does not close channels, and keeps no index.
 */
public final class Indexes {
  /** Of the files that are written. */
  public static final int FILE_VERSION = IndexFile.VERSION;

  /** What every build holds: what a section is written through, and tables of fixed size. */
  private static final long COMMON_BYTES = 4 << 20;

  /** And for each of its threads: blocks of rows and of their products. */
  private static final long THREAD_BYTES = 1 << 20;

  private final Kernels kernels;

  public Indexes(Kernels kernels) {
    this.kernels = kernels;
  }

  /**
   * Builds an index and writes it; of AUTOINDEX one of the type that is chosen, which the file
   * says.
   *
   * @throws InterruptedException if the calling thread was interrupted, which cancels the build
   * @throws IllegalArgumentException if it may need more memory than the context allows
   */
  public void build(
      VectorData vectors, IndexParams wanted, BuildContext context, WritableByteChannel out)
      throws IOException, InterruptedException {
    IndexParams params = chosen(vectors, wanted);
    long bytes = buildBytes(vectors, params, context.threads());
    if (bytes > context.maxBytes()) {
      throw new IllegalArgumentException(
          ("building %s of %d rows of dim %d may take %d MiB beside the vectors, where %d MiB are"
                  + " allowed: raise the limit or make smaller segments")
              .formatted(
                  params.type(),
                  vectors.rows(),
                  vectors.dim(),
                  bytes >> 20,
                  context.maxBytes() >> 20));
    }
    IndexSections sections = new IndexSections();
    sections.add(IndexMeta.SECTION, IndexMeta.of(params, vectors).bytes());
    if (vectors instanceof Vectors dense) {
      dense(params.type()).build(dense, params, context, sections);
    } else if (vectors instanceof BinaryVectors binary) {
      binary(params.type()).build(binary, params, context, sections);
    } else if (vectors instanceof SparseVectors sparse) {
      sparse(params.type()).build(sparse, params, context, sections);
    }
    IndexFile.write(sections, out);
  }

  private static IndexParams chosen(VectorData vectors, IndexParams wanted) {
    return wanted.type() == IndexType.AUTOINDEX
        ? AutoIndex.choose(vectors, wanted.metric())
        : wanted;
  }

  /** How much a build on so many threads holds at most beside the vectors. */
  public long buildBytes(VectorData vectors, IndexParams wanted, int threads) {
    IndexParams params = chosen(vectors, wanted);
    long bytes = 0;
    if (vectors instanceof Vectors dense) {
      bytes = dense(params.type()).buildBytes(dense, params, threads);
    } else if (vectors instanceof BinaryVectors binary) {
      bytes = binary(params.type()).buildBytes(binary, params, threads);
    } else if (vectors instanceof SparseVectors sparse) {
      bytes = sparse(params.type()).buildBytes(sparse, params, threads);
    }
    return bytes + COMMON_BYTES + threads * THREAD_BYTES;
  }

  /**
   * Opens an index over the vectors it was built from, which it keeps.
   *
   * @param file a name for errors
   * @throws CorruptIndexException if the file is damaged or is not of these vectors
   */
  public VectorIndex open(String file, ReadableByteChannel in, VectorData vectors)
      throws IOException {
    IndexFileReader reader = new IndexFileReader(file, in);
    IndexMeta meta = meta(reader);
    IndexType type = meta.params().type();
    if (type == IndexType.AUTOINDEX || !type.isFor(vectors.kind())) {
      throw reader.corrupt(
          IndexMeta.SECTION, "a file of %s of %s vectors".formatted(type, vectors.kind()));
    }
    if (meta.rows() != vectors.rows() || meta.dim() != vectors.dim()) {
      String problem =
          String.format(
              "an index of %d rows of dim %d, opened with %d rows of dim %d",
              meta.rows(), meta.dim(), vectors.rows(), vectors.dim());
      throw reader.corrupt(IndexMeta.SECTION, problem);
    }
    if (!meta.equals(IndexMeta.of(meta.params(), vectors))) {
      throw reader.corrupt(IndexMeta.SECTION, "an index of other vectors; rebuild it");
    }
    return ended(reader, opened(meta, reader, () -> open(vectors, meta.params(), reader)));
  }

  /**
   * Opens an index that holds its vectors, in a local file, which is read as the index is searched
   * and must stay as it is until the index is closed.
   *
   * @throws CorruptIndexException if the file is damaged
   * @throws IllegalArgumentException if the index is of a type that is opened with its vectors
   */
  public DenseIndex open(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file)) {
      IndexFileReader reader = new IndexFileReader(file, in);
      IndexMeta meta = meta(reader);
      if (meta.params().type() != IndexType.DISKANN) {
        throw new IllegalArgumentException(
            "index file %s of type %s does not hold its vectors: open it with them"
                .formatted(file, meta.params().type()));
      }
      DiskannFamily family = new DiskannFamily(kernels);
      return ended(
          reader,
          opened(meta, reader, () -> family.open(meta.rows(), meta.dim(), meta.params(), reader)));
    }
  }

  /** Reads the sections of an index. */
  private interface Opening<I extends VectorIndex> {
    I open() throws IOException;
  }

  /** Nobody builds an index with parameters that do not fit its vectors, but a file may say so. */
  private static <I extends VectorIndex> I opened(
      IndexMeta meta, IndexFileReader reader, Opening<I> opening) throws IOException {
    try {
      return opening.open();
    } catch (IllegalArgumentException e) {
      CorruptIndexException corrupt =
          reader.corrupt(
              IndexMeta.SECTION,
              "%s of %d rows of dim %d cannot be: %s"
                  .formatted(meta.params(), meta.rows(), meta.dim(), e.getMessage()));
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  private static <I extends VectorIndex> I ended(IndexFileReader reader, I index)
      throws IOException {
    try {
      reader.end();
      return index;
    } catch (IOException e) {
      index.close();
      throw e;
    }
  }

  private static IndexMeta meta(IndexFileReader reader) throws IOException {
    byte[] bytes = reader.bytes(IndexMeta.SECTION, IndexMeta.MAX_BYTES);
    try {
      return IndexMeta.parse(bytes);
    } catch (IllegalArgumentException e) {
      throw reader.corrupt(IndexMeta.SECTION, String.valueOf(e.getMessage()));
    }
  }

  private VectorIndex open(VectorData vectors, IndexParams params, IndexFileReader in)
      throws IOException {
    if (vectors instanceof Vectors dense) {
      return dense(params.type()).open(dense, params, in);
    }
    return vectors instanceof BinaryVectors binary
        ? binary(params.type()).open(binary, params, in)
        : sparse(params.type()).open((SparseVectors) vectors, params, in);
  }

  private IndexFamily<Vectors> dense(IndexType type) {
    return switch (type) {
      case FLAT -> new FlatFamily(kernels);
      case IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, SCANN -> new IvfFamily(kernels);
      case ANNOY -> new AnnoyFamily(kernels);
      case DISKANN -> new DiskannFamily(kernels);
      case HNSW, HNSW_SQ, HNSW_PQ -> new HnswFamily(kernels);
      default -> throw type.notFor(VectorKind.DENSE);
    };
  }

  private IndexFamily<BinaryVectors> binary(IndexType type) {
    return switch (type) {
      case BIN_FLAT -> new BinaryFlatFamily();
      case BIN_IVF_FLAT -> new BinaryIvfFamily(kernels);
      default -> throw type.notFor(VectorKind.BINARY);
    };
  }

  private static IndexFamily<SparseVectors> sparse(IndexType type) {
    return switch (type) {
      case SPARSE_INVERTED_INDEX -> new SparseFamily();
      default -> throw type.notFor(VectorKind.SPARSE);
    };
  }
}
