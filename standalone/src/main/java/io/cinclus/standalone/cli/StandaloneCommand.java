package io.cinclus.standalone.cli;

import io.cinclus.access.AccessServer;
import io.cinclus.access.AccessSettings;
import io.cinclus.access.TlsFiles;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.flink.JobFailedException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs everything in this process until SIGTERM. */
@Command(
    name = "standalone",
    description =
        "Run Kafka, Flink, the four jobs and the access layer in one process until SIGTERM.",
    footer = {
      "",
      "Exit status: 143 after SIGTERM and 130 after Ctrl-C, when all is closed; 1 where it cannot",
      "start or a job fails for good; 2 where an option is wrong."
    },
    mixinStandardHelpOptions = true)
final class StandaloneCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(StandaloneCommand.class);

  @Spec private CommandSpec spec;

  @Option(names = "--data-dir", required = true, description = "Folder of all state.")
  private Path dataFolder;

  @Option(
      names = "--kafka-port",
      defaultValue = "" + StandaloneSettings.DEFAULT_KAFKA_PORT,
      description = "Port of Kafka on 127.0.0.1; 0: any free one. Default: ${DEFAULT-VALUE}.")
  private int kafkaPort;

  @Option(
      names = "--milvus-port",
      defaultValue = "" + AccessSettings.DEFAULT_PORT,
      description =
          "Port for Milvus' clients on 127.0.0.1; 0: any free one. Default: ${DEFAULT-VALUE}.")
  private int milvusPort;

  @Option(
      names = "--auth",
      description =
          "Milvus' clients must say who they are, and may do what was granted to them. There is a user root with the password Milvus: change it.")
  private boolean authentication;

  @Option(
      names = "--tls-cert",
      description =
          "Certificate, or chain, in PEM: Milvus' clients are spoken to over TLS only. Needs --tls-key.")
  private @Nullable Path tlsCertificate;

  @Option(names = "--tls-key", description = "Key of the certificate: PKCS #8 in PEM.")
  private @Nullable Path tlsKey;

  @Option(
      names = "--channels",
      description =
          "Partitions of the write-ahead log. Default: what the folder has; "
              + StandaloneSettings.DEFAULT_CHANNELS
              + " in a new one.")
  private @Nullable Integer channels;

  @Option(
      names = "--parallelism",
      defaultValue = "" + StandaloneSettings.DEFAULT_PARALLELISM,
      description = "Subtasks of each operator. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "-D",
      description = "An option of the jobs, of the access layer or of Flink.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> options = new HashMap<>();

  @Override
  public Integer call() throws Exception {
    StandaloneSettings settings = settings();
    AccessSettings accessSettings = accessSettings(settings);
    try (StopSignal stop = StopSignal.install(() -> {});
        Standalone standalone = Standalone.start(settings, stop::isAsked);
        AccessServer access = AccessServer.start(standalone.cluster(), accessSettings)) {
      spec.commandLine()
          .getOut()
          .printf(
              "ready kafka=%s requests=%s replies=%s milvus=%s://%s:%d data-dir=%s%n",
              standalone.log().bootstrapServers(),
              standalone.log().requestsTopic(),
              standalone.log().repliesTopic(),
              accessSettings.scheme(),
              accessSettings.host(),
              access.port(),
              settings.dataFolder());
      spec.commandLine().getOut().flush();
      CompletableFuture<JobFailedException> failure = standalone.failure();
      CompletableFuture.anyOf(stop.asked(), failure).join();
      if (failure.isDone()) {
        throw failure.join();
      }
    } catch (CancellationException e) {
      LOG.info("stopped while starting", e);
    }
    return 0;
  }

  private AccessSettings accessSettings(StandaloneSettings standalone) {
    try {
      AccessSettings settings =
          AccessSettings.local(milvusPort)
              .withAuthentication(authentication)
              .withLimits(standalone.accessLimits());
      if (tlsCertificate == null && tlsKey == null) {
        return settings;
      }
      if (tlsCertificate == null || tlsKey == null) {
        throw new IllegalArgumentException("TLS needs both --tls-cert and --tls-key");
      }
      return settings.withTls(TlsFiles.read(tlsCertificate, tlsKey));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private StandaloneSettings settings() {
    try {
      return new StandaloneSettings(dataFolder, kafkaPort, channels, parallelism, options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
