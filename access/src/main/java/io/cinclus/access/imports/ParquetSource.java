package io.cinclus.access.imports;

import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Rows of a Parquet file. One row group is in memory at a time. Not thread-safe. */
final class ParquetSource implements RowSource {
  /** A larger row group would not fit into the memory that an import may take. */
  static final long MAX_ROW_GROUP_BYTES = 1L << 30;

  private final ParquetFileReader reader;
  private final MessageType schema;
  private final ParquetRows rows;
  private @Nullable RecordReader<Map<String, @Nullable Object>> group;
  private long leftInGroup;

  private ParquetSource(ParquetFileReader reader) throws IOException {
    this.reader = reader;
    this.schema = reader.getFileMetaData().getSchema();
    this.rows = new ParquetRows(schema);
  }

  static ParquetSource open(ObjectStorage storage, String path) throws IOException {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .withUseHadoopVectoredIo(false)
            .build();
    ParquetFileReader reader = new ParquetFileReader(new StoredFile(storage, path), options);
    try {
      for (BlockMetaData block : reader.getRowGroups()) {
        if (Math.max(block.getCompressedSize(), block.getTotalByteSize()) > MAX_ROW_GROUP_BYTES) {
          throw new IOException(
              "it has a row group of %d bytes: write row groups of at most %d"
                  .formatted(block.getTotalByteSize(), MAX_ROW_GROUP_BYTES));
        }
      }
      return new ParquetSource(reader);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    while (leftInGroup == 0) {
      PageReadStore pages = reader.readNextRowGroup();
      if (pages == null) {
        return null;
      }
      leftInGroup = pages.getRowCount();
      group = new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, rows);
    }
    leftInGroup--;
    if (group == null) {
      throw new IllegalStateException("there are rows left of no row group");
    }
    return group.read();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** As Parquet wants to see a file. */
  private record StoredFile(ObjectStorage storage, String path) implements InputFile {
    @Override
    public long getLength() throws IOException {
      return storage.lengthBytes(path);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      FSDataInputStream in = storage.open(path);
      return new DelegatingSeekableInputStream(in) {
        @Override
        public long getPos() throws IOException {
          return in.getPos();
        }

        @Override
        public void seek(long position) throws IOException {
          in.seek(position);
        }
      };
    }
  }
}
