package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.IndexType;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Segment;
import io.cinclus.vector.VectorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(value = 20, unit = TimeUnit.MINUTES)
@ExtendWith(SharedStandalone.Extension.class)
class EndToEndTest {
  private final SharedStandalone cinclus;

  EndToEndTest(SharedStandalone cinclus) {
    this.cinclus = cinclus;
  }

  @Test
  void rowsGoThroughEveryBoxAndAreStillThereAfterARestart() throws Exception {
    Cluster cluster = cinclus.cluster();
    cluster.createPoints("points", 2);
    cluster.insert("points", 0, 50);
    assertThat(cluster.count("points")).isEqualTo(50);
    cluster.delete("points", 7, 8);
    assertThat(cluster.nearest("points", 7.4f, 2)).containsExactly(6L, 9L);
    cluster.seal("points");
    assertThat(cluster.count("points")).isEqualTo(48);
    cluster.insert("points", 40, 90);
    cluster.delete("points", 50);
    cluster.seal("points");
    cluster.awaitManifests("points", EndToEndTest::areCompactedAndIndexed);
    assertThat(cluster.count("points")).isEqualTo(87);
    assertThat(cluster.nearest("points", 7.4f, 2)).containsExactly(6L, 9L);
    cinclus.restart();
    cluster = cinclus.cluster();
    assertThat(cluster.count("points")).isEqualTo(87);
    assertThat(cluster.nearest("points", 50.1f, 2)).containsExactly(51L, 49L);
    assertThat(cinclus.failure()).isNotDone();
  }

  private static boolean areCompactedAndIndexed(List<Manifest> manifests) {
    List<Segment> segments =
        manifests.stream().flatMap(manifest -> manifest.getSegmentsList().stream()).toList();
    return segments.stream().anyMatch(segment -> segment.getPurgedTo() > 0)
        && segments.stream().allMatch(segment -> segment.getIndexesCount() == 1);
  }

  @Test
  void anIndexOfEachTypeIsBuiltAndSearched() throws Exception {
    Cluster cluster = cinclus.cluster();
    for (IndexType type : IndexType.ofKind(VectorKind.DENSE)) {
      cluster.createPoints(type.name(), 1, type);
      cluster.insert(type.name(), 0, 200);
      cluster.seal(type.name());
    }
    for (IndexType type : IndexType.ofKind(VectorKind.DENSE)) {
      if (type != IndexType.FLAT) { // Which is the absence of one.
        IndexFile index = indexedShard(cluster, type.name()).getSegments(0).getIndexes(0);
        assertThat(index.getIndexType()).isEqualTo(type.name());
      }
      assertThat(cluster.nearest(type.name(), 77.2f, 2)).as("%s", type).containsExactly(77L, 78L);
    }
  }

  @Test
  void aDamagedFileIsNamedAndTheRestKeepsServing() throws Exception {
    Cluster cluster = cinclus.cluster();
    Map<String, String> damaged = new HashMap<>();
    for (Damage damage : Damage.values()) {
      String collection = damage.name();
      cluster.createPoints(collection, 1);
      cluster.insert(collection, 0, 30);
      cluster.seal(collection);
      damaged.put(collection, damage.file(indexedShard(cluster, collection)));
    }
    for (Damage damage : Damage.values()) {
      damage.apply(cinclus.objects().resolve(damaged.get(damage.name())));
    }
    cinclus.restart();
    cluster = cinclus.cluster();
    for (Damage damage : Damage.values()) {
      Reply reply = cluster.askAnyway(Cluster.search(damage.name(), 3, 1));
      String file = damaged.get(damage.name());
      if (damage.isRefused()) {
        assertThat(reply.getCode()).as("%s", damage).isEqualTo(ErrorCode.STORAGE_CORRUPT.number());
        assertThat(reply.getMessage()).contains(file);
      } else {
        assertThat(reply.getSearch().getHits(0).getKeys().getLongs().getValuesList())
            .as("%s", damage)
            .containsExactly(3L);
        assertThat(reply.getWarningsList()).isNotEmpty().allMatch(w -> w.contains(file));
      }
    }
    cluster.createPoints("whole", 1);
    cluster.insert("whole", 0, 30);
    assertThat(cluster.nearest("whole", 3, 1)).containsExactly(3L);
  }

  /** What happens to a file of a shard. Without its index a segment is searched all the same. */
  private enum Damage {
    SEGMENT_CUT,
    SEGMENT_FLIPPED,
    INDEX_CUT,
    INDEX_FLIPPED,
    TOMBSTONES_FLIPPED;

    boolean isRefused() {
      return this != INDEX_CUT && this != INDEX_FLIPPED;
    }

    String file(Manifest manifest) {
      Segment segment = manifest.getSegments(0);
      return switch (this) {
        case SEGMENT_CUT, SEGMENT_FLIPPED -> segment.getFile().getPath();
        case INDEX_CUT, INDEX_FLIPPED -> segment.getIndexes(0).getFile().getPath();
        case TOMBSTONES_FLIPPED -> manifest.getTombstones(0).getFile().getPath();
      };
    }

    void apply(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      if (this == SEGMENT_CUT || this == INDEX_CUT) {
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      } else {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
  }

  private static Manifest indexedShard(Cluster cluster, String collection) throws Exception {
    return cluster
        .awaitManifests(
            collection,
            manifests ->
                manifests.size() == 1
                    && manifests.get(0).getSegmentsCount() == 1
                    && manifests.get(0).getSegments(0).getIndexesCount() == 1)
        .get(0);
  }
}
