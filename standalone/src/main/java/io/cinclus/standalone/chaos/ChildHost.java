package io.cinclus.standalone.chaos;

import io.cinclus.operators.log.LogConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A standalone in a process of its own, killed with SIGKILL. Used by one thread. */
public final class ChildHost implements StandingHost {
  private final Path folder;
  private final Map<String, String> options;
  private @Nullable Child child;

  /** One that keeps its data, and says what it does, in a folder. */
  public ChildHost(Path folder, Map<String, String> options) {
    this.folder = folder;
    this.options = Map.copyOf(options);
  }

  @Override
  public LogConfig start() throws IOException {
    while (true) {
      Child started = Child.start(folder, options);
      child = started;
      try {
        CompletableFuture.anyOf(started.ready(), started.dead()).join();
      } catch (CompletionException e) {
        throw new IOException("the output of the process cannot be read", e);
      }
      if (started.ready().isDone()) {
        return LogConfig.of(started.ready().join());
      }
      if (!started.hasLostItsPort()) {
        throw new IOException(started.describeCrash());
      }
      started.close();
    }
  }

  @Override
  public void kill() {
    Child running = child;
    if (running != null) {
      running.close();
      child = null;
    }
  }

  @Override
  public void close() {
    kill();
  }
}
