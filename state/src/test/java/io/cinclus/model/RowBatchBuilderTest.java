package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.FieldSchema.Limits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowBatchBuilderTest {
  @Test
  void theDefaultOfAFloatIsWhatItIsWhenItIsStored() {
    FieldSchema price = FieldSchema.of("price", DataType.FLOAT, Limits.NONE).withDefault(0.1);
    CollectionSchema declared = new CollectionSchema("", List.of(price.withId(1)));
    CollectionSchema schema = SchemaCodec.decode(SchemaCodec.encode(declared));
    RowBatchBuilder builder = new RowBatchBuilder(schema, 2);
    builder.append(new RowBatch(2, Map.of()), 0, 2);
    RowBatch stored = RowsCodec.decode(RowsCodec.encode(builder.build()), schema);
    assertThat(((Column.Doubles) builder.build().column(1)).values())
        .isEqualTo(((Column.Doubles) stored.column(1)).values())
        .containsOnly((double) 0.1f);
  }

  @Test
  void aNullRowHoldsItsTypesZero() {
    RowBatchBuilder builder = new RowBatchBuilder(RandomRows.SCHEMA, 1);
    RowBatch full = new RandomRows(new java.util.Random(1)).next(1);
    Map<Integer, Column> required = new java.util.HashMap<>(full.columns());
    RandomRows.SCHEMA.fields().stream()
        .filter(FieldSchema::nullable)
        .forEach(field -> required.remove(field.id()));
    builder.append(new RowBatch(1, required), 0, 1);
    for (FieldSchema field : RandomRows.SCHEMA.fields()) {
      Column column = builder.build().column(field.id());
      if (field.nullable()) {
        assertThat(column.isNull(0)).as(field.name()).isTrue();
      }
      if (field.nullable() && column instanceof Column.Texts texts) {
        assertThat(texts.values()).as(field.name()).containsExactly("");
      }
      if (field.nullable() && column instanceof Column.Binaries binaries) {
        assertThat(binaries.values()[0]).as(field.name()).isEmpty();
      }
      if (field.nullable() && column instanceof Column.Arrays arrays) {
        assertThat(arrays.values()[0]).as(field.name()).isNotNull();
        assertThat(arrays.values()[0].capacity()).isZero();
      }
    }
  }
}
