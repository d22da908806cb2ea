package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GapInterceptorTest {
  private static final TopicPartition ONE = new TopicPartition("wal", 0);
  private static final TopicPartition OTHER = new TopicPartition("wal", 1);

  private final GapInterceptor interceptor = new GapInterceptor();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> read =
      new LinkedHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> next = new LinkedHashMap<>();

  private void poll(TopicPartition partition, long nextOffset, long... offsets) {
    next.put(partition, new OffsetAndMetadata(nextOffset));
    if (offsets.length > 0) {
      read.put(
          partition,
          LongStream.of(offsets)
              .mapToObj(
                  offset ->
                      new ConsumerRecord<>(
                          partition.topic(),
                          partition.partition(),
                          offset,
                          new byte[0],
                          new byte[] {9}))
              .toList());
    }
  }

  private ConsumerRecords<byte[], byte[]> intercepted() {
    return interceptor.onConsume(new ConsumerRecords<>(read, next));
  }

  @Test
  void aPollThatEndsWithARecordIsLeftAsItIs() {
    poll(ONE, 8, 5, 7);
    ConsumerRecords<byte[], byte[]> records = new ConsumerRecords<>(read, next);
    assertThat(interceptor.onConsume(records)).isSameAs(records);
  }

  @Test
  void theOffsetsBehindTheLastRecordEndInAGap() {
    poll(ONE, 10, 5, 7);
    poll(OTHER, 3, 2);
    ConsumerRecords<byte[], byte[]> records = intercepted();

    assertThat(records.records(ONE)).extracting(ConsumerRecord::offset).containsExactly(5L, 7L, 9L);
    assertThat(records.records(ONE))
        .extracting(GapInterceptor::isGap)
        .containsExactly(false, false, true);
    assertThat(records.records(OTHER)).extracting(GapInterceptor::isGap).containsExactly(false);
    assertThat(records.nextOffsets()).isEqualTo(next);
    assertThat(records.count()).isEqualTo(4);
  }

  @Test
  void aPollWithoutAnyRecordStillTellsHowFarItCame() {
    poll(ONE, 4);
    List<ConsumerRecord<byte[], byte[]>> records = intercepted().records(ONE);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).offset()).isEqualTo(3);
    assertThat(records.get(0).partition()).isEqualTo(0);
    assertThat(records.get(0).topic()).isEqualTo("wal");
    assertThat(GapInterceptor.isGap(records.get(0))).isTrue();
  }

  @Test
  void beforeTheFirstOffsetThereIsNoGap() {
    poll(ONE, 0);
    assertThat(intercepted().isEmpty()).isTrue();
  }

  @Test
  void recordsOfPartitionsWithoutANextOffsetAreKept() {
    poll(ONE, 10, 5);
    poll(OTHER, 3, 2);
    next.remove(OTHER);
    assertThat(intercepted().records(OTHER)).hasSize(1);
  }
}
