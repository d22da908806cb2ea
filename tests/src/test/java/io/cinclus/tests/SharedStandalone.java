package io.cinclus.tests;

import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.flink.JobFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A standalone in this JVM with Milvus' access layer, which all tests share that take it as a
 * parameter: starting one takes seconds. Each test keeps to collections of its own. Tests run one
 * after the other, so one may restart it; whoever does connects again. It ends with the tests.
 */
final class SharedStandalone implements AutoCloseable {
  /** Requests that may wait in a subtask. */
  static final int MAX_WAITING = 30;

  /** Segments are small, and not all clients say how long they wait. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "cinclus.serve.max-waiting", Integer.toString(MAX_WAITING),
          "cinclus.index.min-rows", "10",
          "cinclus.compaction.fan-in", "2",
          "cinclus.files.grace", "10 s",
          "cinclus.requests.default-timeout", "60 s");

  private final Path folder;
  private Standalone standalone;
  private AccessServer access;
  private CinclusClient client;

  private SharedStandalone(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.standalone =
        Standalone.start(StandaloneSettings.of(folder).withKafkaPort(0).withOptions(OPTIONS));
    this.access = AccessServer.start(standalone.cluster(), AccessSettings.local(0));
    this.client = CinclusClient.connect(standalone.log(), "test");
  }

  /** Stops everything and starts it again on the same data. */
  void restart() throws IOException, InterruptedException {
    stop();
    SharedStandalone again = new SharedStandalone(folder);
    standalone = again.standalone;
    access = again.access;
    client = again.client;
  }

  LogConfig log() {
    return standalone.log();
  }

  /** Closed with this. */
  CinclusClient client() {
    return client;
  }

  Cluster cluster() {
    return new Cluster(log(), client);
  }

  /** Of Milvus' service, gRPC and REST. */
  int milvusPort() {
    return access.port();
  }

  /** Done as soon as a job has failed for good. */
  CompletableFuture<JobFailedException> failure() {
    return standalone.failure();
  }

  /** Where its object storage is. */
  Path objects() {
    return folder.resolve("objects");
  }

  private void stop() throws IOException, InterruptedException {
    client.close();
    access.close();
    standalone.close();
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    FileUtils.deleteDirectory(folder.toFile());
  }

  /** Gives tests the one of this JVM, and starts it when the first asks. */
  static final class Extension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(SharedStandalone.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SharedStandalone.class;
    }

    @Override
    public SharedStandalone resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(SharedStandalone.class, key -> start(), SharedStandalone.class);
    }

    private static SharedStandalone start() {
      try {
        return new SharedStandalone(Files.createTempDirectory(Path.of("target"), "shared-"));
      } catch (IOException e) {
        throw new ParameterResolutionException("the shared standalone does not start", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ParameterResolutionException("the shared standalone was interrupted", e);
      }
    }
  }
}
