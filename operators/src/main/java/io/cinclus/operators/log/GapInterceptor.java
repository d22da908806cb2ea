package io.cinclus.operators.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Tells a reader that the consumer has moved past offsets that hold no record: the control records
 * of transactions, and what compaction removed. Behind the last record of a poll it adds a
 * synthetic one, marked by a header, at the last offset below the consumer's next offset.
 *
 * <p>So a reader's applied position is the consumer's next offset, and who waits for a log's end
 * does not wait for ever where the log ends in a control record.
 */
public final class GapInterceptor implements ConsumerInterceptor<byte[], byte[]> {
  private static final String HEADER = "cinclus-gap";
  private static final byte[] MARK = "1".getBytes(StandardCharsets.US_ASCII);

  /** For Kafka, which instantiates interceptors by name. */
  public GapInterceptor() {}

  /** Whether a record is not of the log but stands for a gap. */
  static boolean isGap(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(HEADER) != null;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> all = new LinkedHashMap<>();
    for (TopicPartition partition : records.partitions()) {
      all.put(partition, records.records(partition));
    }
    boolean added = false;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> next : records.nextOffsets().entrySet()) {
      List<ConsumerRecord<byte[], byte[]>> read = records.records(next.getKey());
      long lastOffset = next.getValue().offset() - 1;
      if (lastOffset < 0 || (!read.isEmpty() && read.get(read.size() - 1).offset() >= lastOffset)) {
        continue;
      }
      List<ConsumerRecord<byte[], byte[]>> withGap = new ArrayList<>(read);
      withGap.add(gap(next.getKey(), lastOffset));
      all.put(next.getKey(), withGap);
      added = true;
    }
    return added ? new ConsumerRecords<>(all, records.nextOffsets()) : records;
  }

  private static ConsumerRecord<byte[], byte[]> gap(TopicPartition partition, long offset) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(HEADER, MARK);
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        offset,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        0,
        0,
        new byte[0],
        new byte[0],
        headers,
        Optional.empty());
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
