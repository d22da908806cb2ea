package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.client.CinclusClient;
import io.cinclus.operators.enrich.Answer;
import io.cinclus.operators.enrich.EnrichOptions;
import io.cinclus.operators.enrich.EnrichOptions.OnError;
import io.cinclus.operators.enrich.Question;
import io.cinclus.operators.enrich.SearchOptions;
import io.cinclus.operators.enrich.VectorSearch;
import io.cinclus.operators.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EnrichTest {
  private static final SearchOptions SEARCH =
      SearchOptions.of("enriching", 2).withOutputFields("name");

  private static LogConfig log;

  @BeforeAll
  static void start() throws Exception {
    log = StandaloneProcess.shared().log();
    try (CinclusClient client = CinclusClient.connect(log, "enrich-test")) {
      Cluster cluster = new Cluster(log, client);
      cluster.createPoints("enriching", 2);
      cluster.insert("enriching", 0, 100);
    }
  }

  @Test
  void eventsGetTheirHitsInOrder() throws Exception {
    assertThat(enrich(SEARCH, EnrichOptions.DEFAULT, 20))
        .startsWith("0: p0 0.0, p1 1.0", "1: p1 0.0, p3 4.0")
        .hasSize(20);
  }

  @Test
  void aFailureIsWhatItIsToldToBe() throws Exception {
    SearchOptions bad = SEARCH.withFilter("nonsense > 1");
    assertThat(enrich(bad, EnrichOptions.DEFAULT.withOnError(OnError.EMIT), 2))
        .containsExactly("0: BAD_FILTER", "1: BAD_FILTER");
    assertThat(enrich(bad, EnrichOptions.DEFAULT.withOnError(OnError.DROP), 2)).isEmpty();
    assertThatThrownBy(() -> enrich(bad, EnrichOptions.DEFAULT, 2))
        .hasStackTraceContaining("a search in collection 'enriching' failed (BAD_FILTER)");
  }

  @SuppressWarnings("try") // Closing a result may wait.
  private static List<String> enrich(SearchOptions search, EnrichOptions options, int events)
      throws Exception {
    Configuration settings = new Configuration();
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(1, settings);
    List<String> results = new ArrayList<>();
    try (CloseableIterator<String> found =
        VectorSearch.enrich(environment.fromSequence(0, events - 1), log, search, options)
            .asking(EnrichTest::question)
            .answering(EnrichTest::result, Types.STRING)
            .uid("search")
            .executeAndCollect()) {
      found.forEachRemaining(results::add);
    }
    return results;
  }

  /** Odd events want odd points. */
  private static Question question(long event) {
    return Question.near(new float[] {event, 0}, event % 2 == 0 ? "" : "id % 2 == 1");
  }

  private static String result(long event, Answer answer) {
    if (answer.failure().isPresent()) {
      return event + ": " + answer.failure().get().code();
    }
    return event
        + ": "
        + String.join(
            ", ",
            answer.hits().stream()
                .map(hit -> hit.fields().get("name") + " " + hit.distance())
                .toList());
  }
}
