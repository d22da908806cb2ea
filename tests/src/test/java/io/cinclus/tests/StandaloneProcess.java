package io.cinclus.tests;

import io.cinclus.access.Cluster;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.standalone.cli.Main;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** {@code cinclus standalone}, as users start it: a process of its own, on free ports. */
final class StandaloneProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("ready kafka=(\\S+) .*milvus=(\\S+) .*");
  private static final String HEAP = "-Xmx2g";
  private static final long STOP_SECONDS = 30;

  private static @Nullable StandaloneProcess shared;

  private final Process process;
  private final String kafka;
  private final String address;
  private final Path dataFolder;

  private StandaloneProcess(Process process, String kafka, String address, Path dataFolder) {
    this.process = process;
    this.kafka = kafka;
    this.address = address;
    this.dataFolder = dataFolder;
  }

  /**
   * The one that tests share who need no other options and do not restart it; each keeps to
   * collections of its own. It ends with this JVM.
   */
  static synchronized StandaloneProcess shared() throws IOException {
    if (shared == null) {
      Path folder = Files.createTempDirectory(Path.of("target"), "standalone-");
      StandaloneProcess started = start(folder);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    started.close();
                    FileUtils.deleteQuietly(folder.toFile());
                  }));
      shared = started;
    }
    return shared;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws IOException with what it said, if it ends before
   */
  static StandaloneProcess start(Path dataFolder, String... options) throws IOException {
    Path log = Files.createTempFile(Path.of("target"), "standalone-", ".log");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add(HEAP);
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (argument.startsWith("--add") || argument.startsWith("-XX:TieredStopAtLevel")) {
        words.add(argument);
      }
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("standalone", "--data-dir", dataFolder.toString()));
    words.addAll(List.of("--kafka-port", "0", "--milvus-port", "0"));
    words.addAll(List.of(options));
    Process process = new ProcessBuilder(words).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher ready = READY.matcher(line);
      if (ready.matches()) {
        return new StandaloneProcess(process, ready.group(1), ready.group(2), dataFolder);
      }
    }
    throw new IOException("it ended before it was ready: " + Files.readString(log));
  }

  /** Where its logs are. */
  LogConfig log() {
    return LogConfig.of(kafka);
  }

  /** Of Milvus' service, as a URL. */
  String address() {
    return address;
  }

  /** For a further access node. */
  Cluster cluster() {
    return new Cluster(
        log(), Headers.from(new Configuration()), dataFolder.resolve("objects").toUri().toString());
  }

  /** Where all its state is. */
  Path dataFolder() {
    return dataFolder;
  }

  MilvusClientV2 client() {
    return new MilvusClientV2(ConnectConfig.builder().uri(address).build());
  }

  private void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it as SIGTERM does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
        throw new IllegalStateException("it did not stop in %d s".formatted(STOP_SECONDS));
      }
      process.getInputStream().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
