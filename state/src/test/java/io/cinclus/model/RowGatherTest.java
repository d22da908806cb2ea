package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.FieldSchema.Limits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowGatherTest {
  private static final FieldSchema FIELD = FieldSchema.of("value", DataType.INT64, Limits.NONE);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void rowsComeInTheOrderAskedForWhateverTheirSources(long seed) {
    Random random = new Random(seed);
    Column.Longs[] sources = new Column.Longs[3];
    for (int i = 0; i < sources.length; i++) {
      boolean[] nulls = i == 0 ? null : new boolean[50];
      long[] values = random.longs(50).toArray();
      for (int row = 0; row < 50 && nulls != null; row++) {
        nulls[row] = random.nextInt(3) == 0;
      }
      sources[i] = new Column.Longs(DataType.INT64, values, nulls);
    }
    List<Column> columns = new ArrayList<>();
    int[] rows = new int[200];
    for (int at = 0; at < rows.length; at++) {
      // Often the next row of the same source, which is copied in one go.
      boolean goesOn = at > 0 && rows[at - 1] < 49 && random.nextInt(4) > 0;
      columns.add(goesOn ? columns.get(at - 1) : sources[random.nextInt(sources.length)]);
      rows[at] = goesOn ? rows[at - 1] + 1 : random.nextInt(50);
    }

    Column.Longs gathered = (Column.Longs) RowGather.gather(FIELD, columns, rows);
    assertThat(gathered.capacity()).isEqualTo(rows.length);
    for (int at = 0; at < rows.length; at++) {
      Column.Longs source = (Column.Longs) columns.get(at);
      assertThat(gathered.isNull(at)).isEqualTo(source.isNull(rows[at]));
      assertThat(gathered.values()[at]).isEqualTo(source.values()[rows[at]]);
    }
  }

  @Test
  void vectorsAreCopiedWhole() {
    FieldSchema field = FieldSchema.of("v", DataType.FLOAT_VECTOR, Limits.dimension(2));
    Column source = new Column.FloatVectors(2, new float[] {1, 2, 3, 4, 5, 6}, null);
    Column gathered = RowGather.gather(field, Collections.nCopies(3, source), new int[] {2, 0, 1});
    assertThat(((Column.FloatVectors) gathered).values()).containsExactly(5, 6, 1, 2, 3, 4);
  }

  @Test
  void nothingGivesAnEmptyColumn() {
    assertThat(RowGather.gather(FIELD, List.of(), new int[0]).capacity()).isZero();
  }

  @Test
  void columnsAreThoseOfTheField() {
    Column one = new Column.Longs(DataType.INT64, new long[1], null);
    Column other = new Column.Longs(DataType.INT64, new long[1], null);
    List<RowBatch> batches =
        List.of(new RowBatch(1, Map.of(5, one, 6, other)), new RowBatch(1, Map.of(5, other)));
    assertThat(RowGather.columns(batches, 5)).containsExactly(one, other);
  }
}
