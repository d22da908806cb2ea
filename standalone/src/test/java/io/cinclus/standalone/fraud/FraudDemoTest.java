package io.cinclus.standalone.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.score.ScoringOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FraudDemoTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();

  private FraudDemo demo(int events, boolean stopped) {
    FraudSettings settings =
        new FraudSettings(
            new FraudSettings.Source(Optional.empty(), "label", "1", 1),
            events,
            0,
            ScoringOptions.DEFAULT,
            folder);
    return new FraudDemo(settings, new PrintWriter(out, true), () -> stopped);
  }

  @Test
  void eventsAreScoredAndScoredAgainFromTheLogWithTheSameScores() throws Exception {
    demo(1_500, false).run();
    assertThat(out.toString().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("1,500 of 1,500 scores of the replay are those of the live run"))
        .endsWith("demo ok");
    Matcher auc =
        Pattern.compile("AUC +(0[.]\\d+|1[.]0+) +(0[.]\\d+|1[.]0+)").matcher(out.toString());
    assertThat(auc.find()).as(out.toString()).isTrue();
    assertThat(Double.parseDouble(auc.group(1))).isGreaterThan(0.9);
    assertThat(auc.group(2)).isEqualTo(auc.group(1));
  }

  @Test
  void itStopsWhenAsked() {
    assertThatThrownBy(() -> demo(1_000, true).run()).isInstanceOf(CancellationException.class);
    assertThat(out.toString()).doesNotContain("demo ok");
  }
}
