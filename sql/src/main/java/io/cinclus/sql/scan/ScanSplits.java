package io.cinclus.sql.scan;

import io.cinclus.v1.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Version 1: the rows that have been read, then a message. */
final class ScanSplits implements SimpleVersionedSerializer<ScanSplit> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(ScanSplit split) {
    byte[] message = split.toMessage().toByteArray();
    return ByteBuffer.allocate(Long.BYTES + message.length)
        .putLong(split.rows())
        .put(message)
        .array();
  }

  @Override
  public ScanSplit deserialize(int version, byte[] bytes) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "a scan's state has version %d, which this release does not know".formatted(version));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long rows = buffer.getLong();
    Request message = Request.parseFrom(buffer);
    return new ScanSplit(rows, message.getQuery().getKeys(), message.getSnapshotMap());
  }
}
