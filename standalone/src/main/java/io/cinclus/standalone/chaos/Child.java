package io.cinclus.standalone.chaos;

import io.cinclus.standalone.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standalone in a process of its own, run by this process's JVM with its class path and options.
 * It ends with this process at the latest, save where this one is itself killed with SIGKILL.
 *
 * <p>Thread-safe.
 */
final class Child implements AutoCloseable {
  static final String LOG_FILE = "standalone.log";

  private static final String ERRORS_FILE = "standalone.err";
  private static final String HEAP = "-Xmx1536m";

  /** A process that lives for seconds does not earn back what the optimizing compiler costs. */
  private static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) .*");

  /** Options of this JVM that are not for its child. */
  private static final Pattern NOT_INHERITED =
      Pattern.compile("-X(mx|ms|mn).*|-agentlib:.*|-javaagent:.*|-Dcinclus\\.log\\.file=.*");

  private final Process process;
  private final Thread hook;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> dead = new CompletableFuture<>();
  private volatile boolean killed;

  private Child(Process process) {
    this.process = process;
    this.hook = new Thread(process::destroyForcibly, "kill-child");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
    process.onExit().thenRun(() -> dead.complete(null));
  }

  /** Starts a standalone on a folder, with Kafka on a port. */
  static Child start(Path folder, int kafkaPort, Map<String, String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!NOT_INHERITED.matcher(option).matches()) {
        command.add(option);
      }
    }
    command.addAll(
        List.of(
            HEAP,
            QUICK_COMPILER,
            "-Dcinclus.log.file=" + folder.resolve(LOG_FILE),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "standalone",
            "--data-dir",
            folder.resolve("data").toString(),
            "--kafka-port",
            String.valueOf(kafkaPort)));
    options.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
    File errors = folder.resolve(ERRORS_FILE).toFile();
    return new Child(new ProcessBuilder(command).redirectError(Redirect.appendTo(errors)).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher matcher = READY.matcher(line);
        if (matcher.matches()) {
          ready.complete(matcher.group(1));
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  /** Completes with Kafka's address when requests are answered; it may never. */
  CompletableFuture<String> ready() {
    return ready;
  }

  /** Completes when it is being killed, or has ended. */
  CompletableFuture<Void> dead() {
    return dead;
  }

  /** Whether it ended although nobody killed it. */
  boolean hasCrashed() {
    return dead.isDone() && !killed;
  }

  /** Kills it with SIGKILL, if it lives. */
  void kill() {
    if (process.isAlive()) {
      killed = true;
      process.destroyForcibly();
      dead.complete(null);
    }
  }

  /** Kills it and returns when it is gone. */
  @Override
  public void close() {
    kill();
    process.onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      dead.complete(null); // This process is ending, and the hook runs.
    }
  }
}
