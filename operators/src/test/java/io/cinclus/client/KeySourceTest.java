package io.cinclus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeySourceTest {
  private static CollectionSchema schema(DataType type, boolean made) {
    FieldSchema key = FieldSchema.of("id", type, Limits.maxLength(20)).withId(1);
    return new CollectionSchema("", List.of(made ? key.asAutoId() : key.asPrimaryKey()));
  }

  private static RowBatch rows(int count) {
    return new RowBatch(count, Map.of());
  }

  @Test
  void keysRiseAndAreTheWritersOwn() {
    CollectionSchema schema = schema(DataType.INT64, true);
    KeySource source = new KeySource(7);
    Column first = source.complete(rows(2), schema).column(1);
    Column second = source.complete(rows(1), schema).column(1);
    assertThat(((Column.Longs) first).values()).containsExactly(7L << 32, (7L << 32) + 1);
    assertThat(((Column.Longs) second).values()).containsExactly((7L << 32) + 2);
    Column others = new KeySource(8).complete(rows(1), schema).column(1);
    assertThat(((Column.Longs) others).values()).containsExactly(8L << 32);
  }

  @Test
  void aKeyThatIsATextIsTheNumber() {
    Column keys = new KeySource(1).complete(rows(1), schema(DataType.VARCHAR, true)).column(1);
    assertThat(((Column.Texts) keys).values()).containsExactly("4294967296");
  }

  @Test
  void keysThatAreGivenOrNotMadeStayAsTheyAre() {
    RowBatch given =
        new RowBatch(1, Map.of(1, new Column.Longs(DataType.INT64, new long[] {5}, null)));
    assertThat(new KeySource(1).complete(given, schema(DataType.INT64, true))).isSameAs(given);
    RowBatch none = rows(1);
    assertThat(new KeySource(1).complete(none, schema(DataType.INT64, false))).isSameAs(none);
  }

  @Test
  void aWriterWhoseKeysAreUsedUpRefuses() {
    assertThatThrownBy(
            () -> new KeySource(1L << 31).complete(rows(1), schema(DataType.INT64, true)))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("connect anew");
  }
}
