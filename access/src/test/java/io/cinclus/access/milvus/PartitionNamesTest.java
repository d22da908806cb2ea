package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionNamesTest {
  private static final int PARTITION_NOT_LOADED = 201;
  private static final PartitionInfo DEFAULT = new PartitionInfo(1, "_default");

  @Test
  void allPartitionsAreNamedWhereAllAreLoaded() {
    assertThat(PartitionNames.all(collection(DEFAULT, new PartitionInfo(2, "old"))))
        .containsExactly("_default", "old");
  }

  @Test
  void whatNeedsAllPartitionsIsRefusedWhereOneIsReleased() {
    CollectionInfo collection = collection(DEFAULT, new PartitionInfo(2, "old", true, 0));
    assertThatThrownBy(() -> PartitionNames.all(collection))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.PARTITION_NOT_LOADED);
              assertThat(Statuses.of(refused).getCode()).isEqualTo(PARTITION_NOT_LOADED);
            })
        .hasMessageContaining("'books'")
        .hasMessageContaining("load [old]");
  }

  private static CollectionInfo collection(PartitionInfo... partitions) {
    FieldSchema key = FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(100).asPrimaryKey();
    return new CollectionInfo(
        1,
        "default",
        "books",
        new CollectionSchema("", List.of(key)),
        List.of(0),
        List.of(partitions),
        List.of(),
        true);
  }
}
