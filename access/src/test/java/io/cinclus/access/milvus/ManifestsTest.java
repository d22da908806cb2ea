package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.IndexInfo;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManifestsTest {
  private static final Manifests MANIFESTS =
      new Manifests(
          Map.of(
              0,
              Manifest.newBuilder()
                  .setSealedTo(50)
                  .addSegments(Segment.newBuilder().setPartitionId(1).setRowCount(3))
                  .addSegments(Segment.newBuilder().setPartitionId(2).setRowCount(4))
                  .build()),
          Map.of(8, ChannelProgress.newBuilder().setSealedTo(70).build()));

  @Test
  void aShardIsSealedAsItsManifestOrTheProgressOfItsChannelSays() {
    List<Integer> channels = List.of(7, 8);
    assertThat(MANIFESTS.isSealedTo(channels, List.of(50L, 70L))).isTrue();
    assertThat(MANIFESTS.isSealedTo(channels, List.of(51L, 70L))).isFalse();
    assertThat(MANIFESTS.isSealedTo(channels, List.of(50L, 71L))).isFalse();
    assertThat(MANIFESTS.isSealedTo(channels, List.of(1L, 1L, 1L))).isFalse();
  }

  @Test
  void rowsAreCountedByPartition() {
    assertThat(MANIFESTS.rowCount(Set.of(2L))).isEqualTo(4);
    assertThat(MANIFESTS.rowCount(Set.of(1L, 2L))).isEqualTo(7);
  }

  @Test
  void rowsOfSegmentsThatNothingIsBuiltForAreNotPending() {
    Manifests manifests =
        new Manifests(
            Map.of(
                0,
                Manifest.newBuilder()
                    .addSegments(Segment.newBuilder().setPartitionId(1).setRowCount(1023))
                    .addSegments(Segment.newBuilder().setPartitionId(1).setRowCount(1024))
                    .addSegments(
                        Segment.newBuilder()
                            .setPartitionId(1)
                            .setRowCount(5000)
                            .addIndexes(IndexFile.newBuilder().setIndexId(9)))
                    .build()),
            Map.of());
    assertThat(manifests.indexedRowCount(index("HNSW"), Set.of(1L))).isEqualTo(1023 + 5000);
    assertThat(manifests.indexedRowCount(index("FLAT"), Set.of(1L))).isEqualTo(1023 + 1024 + 5000);
  }

  private static IndexInfo index(String type) {
    return new IndexInfo(9, "near", 101, type, "L2", Map.of());
  }
}
