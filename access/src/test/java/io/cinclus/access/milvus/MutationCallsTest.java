package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.Status;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.ConsistencyLevel;
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
  @SuppressWarnings("deprecation") // Older clients tell by the legacy code.
  void whoHasAnOlderSchemaIsToldToDescribeItAgain() {
    CollectionSettings settings =
        new CollectionSettings(ConsistencyLevel.STRONG, Map.of(), Map.of(), 1, 500, List.of());
    CollectionInfo books =
        new CollectionInfo(
            1,
            "default",
            "books",
            new CollectionSchema("", List.of(SENT)),
            List.of(0),
            List.of(),
            List.of(),
            true,
            settings);
    assertThatThrownBy(() -> MutationCalls.checkSchema(books, 400))
        .isInstanceOfSatisfying(
            CinclusException.class,
            told -> {
              assertThat(told.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
              Status status = Statuses.of(told);
              assertThat(status.getCode()).isEqualTo(109);
              assertThat(status.getErrorCode())
                  .isEqualTo(io.cinclus.milvus.grpc.ErrorCode.SchemaMismatch);
            });
    for (long known : new long[] {500, 0}) {
      assertThatCode(() -> MutationCalls.checkSchema(books, known))
          .as("%d, where 0 is a client that does not say", known)
          .doesNotThrowAnyException();
    }
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
