package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.QueryVectors;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import io.cinclus.operators.fakes.ListOutput;
import io.cinclus.operators.fakes.QueueReader;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.RegisterStandingQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChannelSourceTest {
  private final QueueReader<LogEvent> kafka = new QueueReader<>();
  private final ListOutput<LogEvent> output = new ListOutput<>();

  private ChannelSource.Reader reader(Map<Integer, ChannelProgress> published) {
    return new ChannelSource.Reader(kafka, channels -> published, Math::max);
  }

  private static KafkaPartitionSplit split(int channel, long offset) {
    return new KafkaPartitionSplit(new TopicPartition("wal", channel), offset);
  }

  @Test
  void theStartOfASilentChannelIsTold() throws Exception {
    ChannelSource.Reader reader = reader(Map.of());
    CompletableFuture<Void> available = reader.isAvailable();
    assertThat(available).isNotDone();
    reader.addSplits(List.of(split(2, 7)));
    assertThat(available).isCompleted();
    reader.pollNext(output);
    assertThat(output.values).hasSize(1);
    LogEvent start = output.values.get(0);
    assertThat(start.hasStarted()).isTrue();
    assertThat(start.getStarted().hasProgress()).isFalse();
    assertThat(start.getPartition()).isEqualTo(2);
    assertThat(start.getOffset()).isEqualTo(7);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.isAvailable()).as("it waits for the log").isNotDone();
  }

  @Test
  void aChannelStartsAtThePublishedProgressOrWhereItWasLeftIfThatIsFurther() {
    ChannelProgress progress = ChannelProgress.newBuilder().setSealedTo(Position.before(5)).build();
    reader(Map.of(0, progress, 1, progress)).addSplits(List.of(split(0, 3), split(1, 9)));
    assertThat(kafka.splits)
        .extracting(KafkaPartitionSplit::getStartingOffset)
        .containsExactly(5L, 9L);
  }

  @Test
  void standingQueriesGoOnWhereTheyWereAlsoBehindWhatIsSealed() {
    LogConfig log = LogConfig.of("nobody-asks");
    assertThat(ChannelSource.Start.STANDING.offset(3, 5, log)).isEqualTo(3);
    assertThat(ChannelSource.Start.STANDING.offset(9, 5, log)).isEqualTo(9);
  }

  @Test
  @SuppressWarnings("try") // Closing may wait.
  void standingQueriesWithoutACheckpointAreLookedForFromTheFirstRecordOn() throws Exception {
    LogConfig log = LogConfig.of("standing-start-test");
    FakeCatalog catalog = new FakeCatalog();
    try (Lease<LogServices> services =
        LogServices.SHARED.provide(log, new LogServices(catalog, new FakeEnds(catalog)))) {
      catalog.create("books", 0);
      assertThat(ChannelSource.Start.STANDING.offset(-2, 5, log)).isEqualTo(5);
      catalog.append(
          CatalogCommand.newBuilder()
              .setRegisterStandingQuery(
                  RegisterStandingQuery.newBuilder()
                      .setCollection("books")
                      .setName("near")
                      .setVector(QueryVectors.dense(1, 2, 3, 4))
                      .setTopic("alerts")));
      assertThat(ChannelSource.Start.STANDING.offset(-2, 5, log)).isZero();
    }
  }

  /** The writers that progress knows are those of its own offset. */
  @Test
  void aStartBehindTheProgressDoesNotTellIt() throws Exception {
    ChannelProgress progress = ChannelProgress.newBuilder().setSealedTo(Position.before(5)).build();
    ChannelSource.Reader reader =
        new ChannelSource.Reader(kafka, channels -> Map.of(0, progress), (own, covered) -> own);
    reader.addSplits(List.of(split(0, 3)));
    reader.pollNext(output);
    assertThat(output.values.get(0).getStarted().hasProgress()).isFalse();
  }
}
