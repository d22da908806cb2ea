package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell in the place of the peer. */
class PeerProcessTest {
  private static final String BUILT = "echo '{\"built_seconds\": 2, \"cpu_seconds\": 1}'; ";

  @TempDir private Path folder;

  @Test
  void aPeerBuildsAndAnswersForEachValue() throws IOException {
    VectorFiles.write(
        new Neighbours(new int[] {3, 4}, 1), folder.resolve(Peer.USEARCH.label() + ".i32"));
    String script =
        "echo '{\"rows\": 5}'; "
            + BUILT
            + "while read ef; do echo \"{\\\"qps\\\": $ef, \\\"qps_cpu\\\": 9}\"; done";
    List<Integer> progress = new ArrayList<>();
    try (PeerProcess peer = peer(script)) {
      Contender.Built built = peer.build(progress::add);
      assertThat(progress).containsExactly(5);
      assertThat(built).isEqualTo(new Contender.Built(2, 1, 1, -1, ""));
      assertThat(peer.measure("16").rate()).isEqualTo(new Contender.Rate(16, 9));
      assertThat(peer.measure("24").found().rows()).containsExactly(3, 4);
    }
  }

  @Test
  void thePeerIsToldWhatToDo() throws IOException {
    String script = "echo \"{\\\"built_seconds\\\": 1, \\\"detail\\\": \\\"$*\\\"}\"";
    try (PeerProcess peer = peer(script)) {
      assertThat(peer.build(rows -> {}).detail())
          .contains("--base base.fvecs --queries queries.fvecs --metric L2 --k 1")
          .contains("--M 16")
          .endsWith("usearch.i32");
    }
  }

  @Test
  void aPeerThatEndsIsAnErrorWithWhatItSaidLast() {
    try (PeerProcess peer = peer("echo early >&2; echo 'no such module' >&2; exit 3")) {
      assertThatThrownBy(() -> peer.build(rows -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage("usearch ended: no such module");
    }
  }

  @Test
  void aPeerThatCannotBeStartedIsAnError() {
    Peer.Launch launch = new Peer.Launch(List.of("/no/such/program"), Map.of());
    try (PeerProcess peer = new PeerProcess(Peer.USEARCH, launch, inputs())) {
      assertThatThrownBy(() -> peer.build(rows -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/no/such/program");
    }
  }

  private PeerProcess peer(String script) {
    Peer.Launch launch = new Peer.Launch(List.of("sh", "-c", script, "peer"), Map.of());
    return new PeerProcess(Peer.USEARCH, launch, inputs());
  }

  private PeerProcess.Inputs inputs() {
    Task.Effort effort = new Task.Effort(1, 1, Duration.ZERO, Duration.ZERO, 1);
    Task task = new Task("L2", "HNSW", Map.of(), 1, Sweep.parse("ef=16", Map.of()), effort);
    return new PeerProcess.Inputs(
        Path.of("base.fvecs"), Path.of("queries.fvecs"), 2, folder, task, Map.of("M", "16"));
  }
}
