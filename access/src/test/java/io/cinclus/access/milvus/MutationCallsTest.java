package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MutationCallsTest {
  private static final FieldSchema SENT =
      FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(100).asPrimaryKey();
  private static final FieldSchema MADE = SENT.asAutoId();

  private static final RowBatch WITHOUT_KEYS = new RowBatch(1, Map.of());
  private static final RowBatch WITH_KEYS =
      new RowBatch(1, Map.of(100, new Column.Longs(DataType.INT64, new long[] {7}, null)));

  @Test
  void keysThatAreMadeAreNotSentAlong() {
    assertThatThrownBy(() -> MutationCalls.checkKeys(WITH_KEYS, MADE, true))
        .hasMessageContaining("leave it out");
    assertThatCode(() -> MutationCalls.checkKeys(WITHOUT_KEYS, MADE, true))
        .doesNotThrowAnyException();
    assertThatCode(() -> MutationCalls.checkKeys(WITH_KEYS, SENT, true)).doesNotThrowAnyException();
  }

  @Test
  void anUpsertCountsAsADeleteAndAnInsertOfEachRow() {
    MutationResult result = MutationCalls.upserted(MutationResult.newBuilder(), 3);
    assertThat(List.of(result.getUpsertCnt(), result.getInsertCnt(), result.getDeleteCnt()))
        .containsOnly(3L);
  }

  @Test
  void anUpsertNeedsTheKeysOfTheRowsThatItReplaces() {
    assertThatThrownBy(() -> MutationCalls.checkKeys(WITHOUT_KEYS, MADE, false))
        .hasMessageContaining("'id' is missing");
    assertThatCode(() -> MutationCalls.checkKeys(WITH_KEYS, MADE, false))
        .doesNotThrowAnyException();
  }
}
