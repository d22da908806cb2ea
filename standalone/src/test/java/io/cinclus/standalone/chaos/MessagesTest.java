package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import io.cinclus.model.RowsCodec;
import io.cinclus.vector.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final Map<Integer, Content> CONTENTS =
      new TreeMap<>(
          Map.of(0, new Content(5, 0), 7, new Content(1L << 33, 0), 599, new Content(6, 0)));

  @Test
  void rowsOfIntegerKeysAreFoundAsTheyWereWritten() {
    assertFoundAsWritten(new Shape("c", false, Metric.L2, true, 1, 1, 600));
  }

  @Test
  void rowsOfTextKeysAreFoundAsTheyWereWritten() {
    assertFoundAsWritten(new Shape("c", true, Metric.IP, true, 1, 1, 600));
  }

  private static void assertFoundAsWritten(Shape shape) {
    RowBatch rows = Messages.rows(shape, CONTENTS);
    RowRules.check(rows, Messages.schema(shape));
    List<Found> found =
        Messages.found(
            shape,
            RowsCodec.encodeKeys(Messages.keys(shape, CONTENTS.keySet()), CONTENTS.size()),
            RowsCodec.encode(rows),
            List.of());
    Map<Integer, Set<Content>> possible = new TreeMap<>();
    CONTENTS.forEach((key, content) -> possible.put(key, Set.of(content)));
    assertThat(found).hasSize(CONTENTS.size());
    new Answers("test", possible, Selection.ALL).checkRows(CONTENTS.keySet(), found);
  }

  @Test
  void keysThatWereNeverMadeAreUnknown() {
    assertThat(Shape.keyOf(5L)).isEmpty();
    assertThat(Shape.keyOf("schlüssel-x")).isEmpty();
    assertThat(Shape.keyOf(Shape.longKey(123))).hasValue(123);
    assertThat(Shape.keyOf(Shape.textKey(123))).hasValue(123);
  }
}
