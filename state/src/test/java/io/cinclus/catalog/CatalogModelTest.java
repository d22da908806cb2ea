package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random logs, folded and compared with {@link NaiveCatalog} and with themselves. */
class CatalogModelTest {
  private static final int COMMAND_COUNT = 1_000;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theCatalogSaysWhatTheNaiveModelSays(long seed) {
    RandomCommands commands = new RandomCommands(new Random(seed));
    NaiveCatalog model = new NaiveCatalog();
    LogFixture log = new LogFixture();
    Map<ErrorCode, Integer> codes = new EnumMap<>(ErrorCode.class);
    for (int step = 0; step < COMMAND_COUNT; step++) {
      CatalogCommand.Builder command = commands.next();
      CommandOutcome outcome = log.send(command);
      assertThat(outcome.code())
          .as("seed %d step %d: %s %s", seed, step, command, outcome.message())
          .isEqualTo(model.apply(command.build()));
      assertThat(NaiveCatalog.describe(log.catalog()))
          .as("seed %d step %d: %s", seed, step, command)
          .isEqualTo(model.describe());
      codes.merge(outcome.code(), 1, Integer::sum);
    }
    assertThat(codes.get(ErrorCode.OK)).isGreaterThan(COMMAND_COUNT / 4);
    assertThat(codes).hasSizeGreaterThan(12);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void theSameLogGivesEqualCatalogsAndEqualSnapshots(long seed) {
    LogFixture log = randomLog(seed);
    Catalog again = log.replay();
    assertThat(again).isEqualTo(log.catalog()).hasSameHashCodeAs(log.catalog());
    assertThat(CatalogCodec.encodeSnapshot(again))
        .isEqualTo(CatalogCodec.encodeSnapshot(log.catalog()));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23, 24, 25})
  void theFoldGoesOnFromASnapshotAsIfItHadNeverStopped(long seed) {
    LogFixture log = randomLog(seed);
    Random random = new Random(seed);
    Catalog folded = Catalog.EMPTY;
    for (int position = 0; position < log.records().size(); position++) {
      folded = CatalogFold.applyRecord(folded, log.records().get(position), position);
      if (random.nextInt(200) == 0) {
        folded = CatalogCodec.decodeSnapshot(CatalogCodec.encodeSnapshot(folded));
      }
    }
    assertThat(folded).isEqualTo(log.catalog());
  }

  /** Commands, some of them sent twice, and rubbish. */
  private static LogFixture randomLog(long seed) {
    Random random = new Random(seed);
    RandomCommands commands = new RandomCommands(random);
    LogFixture log = new LogFixture();
    while (log.records().size() < COMMAND_COUNT) {
      if (random.nextInt(50) == 0) {
        log.append("rubbish".getBytes(StandardCharsets.UTF_8));
      } else if (random.nextInt(20) == 0 && !log.records().isEmpty()) {
        log.append(log.records().get(random.nextInt(log.records().size())));
      } else {
        log.send(commands.next());
      }
    }
    assertThat(log.catalog().deadLetterCount()).isPositive();
    return log;
  }
}
