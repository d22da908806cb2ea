package io.cinclus.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StopSignalTest {
  private final List<String> happened = new CopyOnWriteArrayList<>();
  private final StopSignal signal = new StopSignal(() -> happened.add("folder deleted"));

  @Test
  void theEndComesOnlyWhenTheCommandHasClosedEverything() {
    assertThat(signal.isAsked()).isFalse();
    CompletableFuture<Void> stop = CompletableFuture.runAsync(signal::stop);
    signal.asked().join();
    assertThat(signal.isAsked()).isTrue();
    happened.add("standalone closed");
    signal.close();
    stop.join();
    assertThat(happened).containsExactly("standalone closed", "folder deleted");
  }

  @Test
  void aCommandThatIsOverIsNotWaitedFor() {
    signal.close();
    signal.stop();
    assertThat(happened).containsExactly("folder deleted");
  }
}
