package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import org.junit.jupiter.api.Test;

class AutoIdsTest {
  private static final FieldSchema NUMBER =
      FieldSchema.of("id", DataType.INT64, Limits.NONE).asAutoPrimaryKey();
  private static final FieldSchema TEXT =
      FieldSchema.of("id", DataType.VARCHAR, Limits.maxLength(32)).asAutoPrimaryKey();

  @Test
  void keysOfTwoNodesDiffer() {
    assertThat(longs(new AutoIds(7), 3)).containsExactly(7L << 40, (7L << 40) + 1, (7L << 40) + 2);
    assertThat(longs(new AutoIds(8), 1)).containsExactly(8L << 40);
  }

  @Test
  void keysAreNeverGivenTwice() {
    AutoIds ids = new AutoIds(0);
    assertThat(longs(ids, 2)).containsExactly(0, 1);
    assertThat(longs(ids, 2)).containsExactly(2, 3);
  }

  @Test
  void keysOfTextsAreTheNumbers() {
    assertThat(((Column.Texts) new AutoIds(1).take(TEXT, 1)).values())
        .containsExactly(Long.toString(1L << 40));
  }

  @Test
  void anEpochThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new AutoIds(1L << 23)).isInstanceOf(CinclusException.class);
  }

  private static long[] longs(AutoIds ids, int count) {
    return ((Column.Longs) ids.take(NUMBER, count)).values();
  }
}
