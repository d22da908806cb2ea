package io.cinclus.access.imports;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Decompresses the pages of Parquet files, without Hadoop and without native code: SNAPPY, ZSTD,
 * GZIP and LZ4_RAW. Stateless.
 */
final class ParquetCodecs implements CompressionCodecFactory {
  /** A page that would be larger is refused before it is decompressed. */
  static final int MAX_PAGE_BYTES = 256 << 20;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("files are only read");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> new Pages((page, size) -> page);
      case GZIP -> new Pages(ParquetCodecs::gunzip);
      case SNAPPY -> new Pages((page, size) -> decompress(new SnappyDecompressor(), page, size));
      case ZSTD -> new Pages((page, size) -> decompress(new ZstdDecompressor(), page, size));
      case LZ4_RAW -> new Pages((page, size) -> decompress(new Lz4Decompressor(), page, size));
      default ->
          throw new IllegalArgumentException(
              "it is compressed with %s: write it uncompressed, or with SNAPPY, ZSTD, GZIP or LZ4_RAW"
                  .formatted(codec));
    };
  }

  private static byte[] gunzip(byte[] page, int size) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(page))) {
      return in.readNBytes(size);
    }
  }

  private static byte[] decompress(Decompressor codec, byte[] page, int size) {
    byte[] bytes = new byte[size];
    codec.decompress(page, 0, page.length, bytes, 0, size);
    return bytes;
  }

  @Override
  public void release() {}

  /** Makes a page of its compressed bytes and its size. */
  private interface PageDecompressor {
    byte[] decompress(byte[] page, int size) throws IOException;
  }

  private record Pages(PageDecompressor codec) implements BytesInputDecompressor {
    private static byte[] bytes(BytesInput input) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(input.size()));
      input.writeAllTo(out);
      return out.toByteArray();
    }

    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      if (size < 0 || size > MAX_PAGE_BYTES) {
        throw new IOException(
            "it has a page of %d bytes: write pages of at most %d".formatted(size, MAX_PAGE_BYTES));
      }
      return BytesInput.from(codec.decompress(bytes(page), size));
    }

    @Override
    public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int size)
        throws IOException {
      byte[] page = new byte[compressed];
      input.get(page);
      output.put(bytes(decompress(BytesInput.from(page), size)));
    }

    @Override
    public void release() {}
  }
}
