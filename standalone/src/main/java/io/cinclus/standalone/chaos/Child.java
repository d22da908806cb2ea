package io.cinclus.standalone.chaos;

import io.cinclus.standalone.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** The last words of a process. */
  private static final int TAIL_LINES = 20;

  /** A port that was free when it was chosen may have been taken when it is listened on. */
  private static final Pattern PORT_TAKEN =
      Pattern.compile("Address already in use|port \\d+ is not free");

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final Path errors;
  private final long errorsFrom;
  private final Thread hook;
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> dead = new CompletableFuture<>();
  private volatile boolean endAsked;

  private Child(Process process, Path errors, long errorsFrom) {
    this.process = process;
    this.errors = errors;
    this.errorsFrom = errorsFrom;
    this.hook = new Thread(process::destroyForcibly, "kill-child");
    Runtime.getRuntime().addShutdownHook(hook);
    Thread reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
    process.onExit().thenRun(() -> dead.complete(null));
  }

  /** Starts a standalone on a folder, with Kafka on a free port. */
  static Child start(Path folder, Map<String, String> options) throws IOException {
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
            "0",
            "--milvus-port",
            "0"));
    options.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
    Path errors = folder.resolve(ERRORS_FILE);
    long errorsFrom = Files.exists(errors) ? Files.size(errors) : 0;
    Process process =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(errors.toFile())).start();
    return new Child(process, errors, errorsFrom);
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

  /** Whether it ended although nobody wanted it to. */
  boolean hasCrashed() {
    return dead.isDone() && !endAsked;
  }

  /** Whether it ended since another process took the port that it had chosen. */
  boolean hasLostItsPort() throws IOException {
    return hasCrashed() && !ready.isDone() && PORT_TAKEN.matcher(lastWords()).find();
  }

  /** How it ended by itself: its exit status and what it wrote last to standard error. */
  String describeCrash() throws IOException {
    return "the process ended by itself with status %d; its last words in %s: %s"
        .formatted(process.onExit().join().exitValue(), errors, lastWords());
  }

  private String lastWords() throws IOException {
    byte[] all = Files.readAllBytes(errors);
    int from = (int) Math.min(errorsFrom, all.length);
    List<String> lines =
        new String(all, from, all.length - from, StandardCharsets.UTF_8).lines().toList();
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** Kills it with SIGKILL, if it lives. */
  void kill() {
    if (process.isAlive()) {
      sayDead();
      process.destroyForcibly();
    }
  }

  /** Asks it with SIGTERM to stop, if it lives. */
  void stop() {
    if (process.isAlive()) {
      sayDead();
      process.destroy();
    }
  }

  /** Before it is, so that nobody takes for wrong what comes from dying. */
  private void sayDead() {
    endAsked = true;
    dead.complete(null);
  }

  /** Whether it is gone soon after it was asked to stop. */
  boolean awaitStop() {
    try {
      return process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Kills it, if it lives, and returns when it is gone. */
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
