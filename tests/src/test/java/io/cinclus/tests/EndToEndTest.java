package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.client.CinclusClient;
import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EndToEndTest {
  private static final Map<String, String> SMALL_SEGMENTS =
      Map.of(
          "cinclus.index.min-rows", "10",
          "cinclus.compaction.fan-in", "2",
          "cinclus.files.grace", "1 s");

  @TempDir private Path folder;

  @Test
  void rowsGoThroughEveryBoxAndAreStillThereAfterARestart() throws Exception {
    StandaloneSettings settings =
        StandaloneSettings.of(folder).withKafkaPort(0).withOptions(SMALL_SEGMENTS);
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
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
    }
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
      assertThat(cluster.count("points")).isEqualTo(87);
      assertThat(cluster.nearest("points", 50.1f, 2)).containsExactly(51L, 49L);
      assertThat(standalone.failure()).isNotDone();
    }
  }

  private static boolean areCompactedAndIndexed(List<Manifest> manifests) {
    List<Segment> segments =
        manifests.stream().flatMap(manifest -> manifest.getSegmentsList().stream()).toList();
    return segments.stream().anyMatch(segment -> segment.getPurgedTo() > 0)
        && segments.stream().allMatch(segment -> segment.getIndexesCount() == 1);
  }

  @Test
  void aDamagedFileIsNamedAndTheRestKeepsServing() throws Exception {
    StandaloneSettings settings =
        StandaloneSettings.of(folder)
            .withKafkaPort(0)
            .withOptions(Map.of("cinclus.index.min-rows", "10"));
    Segment damagedSegment;
    Segment damagedIndex;
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
      for (String collection : List.of("segment", "index", "whole")) {
        cluster.createPoints(collection, 1);
        cluster.insert(collection, 0, 30);
        cluster.seal(collection);
      }
      damagedSegment = indexedSegment(cluster, "segment");
      damagedIndex = indexedSegment(cluster, "index");
      indexedSegment(cluster, "whole");
    }
    flipBit(folder.resolve("objects").resolve(damagedSegment.getFile().getPath()));
    Path index = folder.resolve("objects").resolve(damagedIndex.getIndexes(0).getFile().getPath());
    Files.write(index, java.util.Arrays.copyOf(Files.readAllBytes(index), 100));
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "test")) {
      Cluster cluster = new Cluster(standalone.log(), client);
      Reply refused = cluster.askAnyway(Cluster.search("segment", 3, 1));
      assertThat(refused.getCode()).isEqualTo(ErrorCode.STORAGE_CORRUPT.number());
      assertThat(refused.getMessage()).contains(damagedSegment.getFile().getPath());
      Reply exact = cluster.ask(Cluster.search("index", 3, 1));
      assertThat(exact.getSearch().getHits(0).getKeys().getLongs().getValuesList())
          .containsExactly(3L);
      assertThat(exact.getWarningsList())
          .singleElement()
          .asString()
          .contains(damagedIndex.getIndexes(0).getFile().getPath());
      assertThat(cluster.nearest("whole", 3, 1)).containsExactly(3L);
    }
  }

  private static Segment indexedSegment(Cluster cluster, String collection) throws Exception {
    return cluster
        .awaitManifests(
            collection,
            manifests ->
                manifests.size() == 1
                    && manifests.get(0).getSegmentsCount() == 1
                    && manifests.get(0).getSegments(0).getIndexesCount() == 1)
        .get(0)
        .getSegments(0);
  }

  private static void flipBit(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }
}
