package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.ManifestEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PublishedManifestsTest {
  private final LogConfig log = LogConfig.of("nowhere:1");
  private final TopicPartition partition = new TopicPartition(log.manifestsTopic(), 0);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final AtomicLong seconds = new AtomicLong();

  private PublishedManifests read(long end) throws Exception {
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, end));
    return PublishedManifests.read(
        log, List.of(0), consumer, () -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(20)));
  }

  private void comes(long offset) {
    byte[] progress =
        ManifestEvent.newBuilder()
            .setProgress(ChannelProgress.newBuilder().setSealedTo(offset))
            .build()
            .toByteArray();
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    partition.topic(), 0, offset, PublishedManifests.progressKey(), progress)));
  }

  @Test
  void itIsReadToItsEndHoweverLongThatTakesAsLongAsSomethingComes() throws Exception {
    for (long offset = 0; offset < 10; offset++) {
      comes(offset);
    }
    assertThat(read(10).progress())
        .containsExactly(Map.entry(0, ChannelProgress.newBuilder().setSealedTo(9).build()));
  }

  @Test
  void whereNothingComesAnyMoreReadingFails() {
    comes(0);
    assertThatThrownBy(() -> read(2))
        .asInstanceOf(type(CinclusException.class))
        .returns(ErrorCode.NOT_READY, CinclusException::code)
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageContaining("cinclus.manifests has come from Kafka at nowhere:1"));
  }
}
