package io.cinclus.standalone.kafka;

import static java.util.Map.entry;

import io.cinclus.operators.log.Logs;
import io.cinclus.standalone.FolderLock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker and its controller in this JVM, reachable on the loopback address only. What it
 * has acknowledged is there again when it is started on the same folder, also after a kill of the
 * process.
 *
 * <p>One thread starts and closes it; clients connect from anywhere on the machine.
 *
 * <p>It does not create topics on demand, and it leaves it to the operating system when pages reach
 * the disk: a power cut may lose what a kill does not.
 */
public final class EmbeddedKafka implements AutoCloseable {

  /** The largest record batch the broker takes, in bytes. */
  public static final int MAX_MESSAGE_BYTES = Logs.MAX_RECORD_BYTES;

  private static final String HOST = "127.0.0.1";
  private static final int NODE_ID = 1;
  private static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** Heap of the log cleaner's offset map; Kafka's default is 128 MiB. */
  private static final int CLEANER_DEDUPE_BYTES = 4 << 20;

  /** What Kafka writes on a clean stop and removes on the next start. */
  private static final String CLEAN_SHUTDOWN_FILE = ".kafka_cleanshutdown";

  /** How long a broker may be silent; a shorter time would fence it for a long collection pause. */
  private static final int SESSION_MILLIS = 9_000;

  private static final int SHORT_SESSION_MILLIS = 500;

  private static final Map<String, String> FIXED_SETTINGS =
      Map.ofEntries(
          entry("process.roles", "broker,controller"),
          entry("node.id", String.valueOf(NODE_ID)),
          entry("controller.listener.names", CONTROLLER_LISTENER),
          entry("inter.broker.listener.name", "PLAINTEXT"),
          entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          entry("auto.create.topics.enable", "false"),
          entry("message.max.bytes", String.valueOf(MAX_MESSAGE_BYTES)),
          entry("log.cleaner.dedupe.buffer.size", String.valueOf(CLEANER_DEDUPE_BYTES)),
          // There is one broker, so one replica of everything.
          entry("default.replication.factor", "1"),
          entry("offsets.topic.num.partitions", "1"),
          entry("offsets.topic.replication.factor", "1"),
          entry("share.coordinator.state.topic.min.isr", "1"),
          entry("share.coordinator.state.topic.num.partitions", "1"),
          entry("share.coordinator.state.topic.replication.factor", "1"),
          entry("transaction.state.log.min.isr", "1"),
          entry("transaction.state.log.num.partitions", "1"),
          entry("transaction.state.log.replication.factor", "1"),
          entry("group.initial.rebalance.delay.ms", "0"),
          entry("num.io.threads", "2"),
          entry("num.network.threads", "2"),
          // Without it the next start would wait for the session to end.
          entry("controlled.shutdown.enable", "true"));

  private final FolderLock lock;
  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(FolderLock lock, KafkaRaftServer server, int port) {
    this.lock = lock;
    this.server = server;
    this.port = port;
  }

  /**
   * Starts the broker and returns when it takes requests.
   *
   * @param folder where the log lives; created and formatted if it is new
   * @param port the port clients connect to, or 0 for a free one
   * @throws IOException if the folder is in use or cannot be written, or the port is taken
   * @throws IllegalStateException if the broker does not start
   */
  public static EmbeddedKafka start(Path folder, int port) throws IOException {
    FolderLock lock = FolderLock.acquire(folder);
    try {
      Ports ports = Ports.choose(port);
      return new EmbeddedKafka(lock, startServer(folder, ports), ports.broker());
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /** Where clients connect: {@code host:port}. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Stops the broker cleanly and returns when its files are closed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      server.shutdown();
      server.awaitShutdown();
    }
  }

  private static KafkaRaftServer startServer(Path folder, Ports ports) throws IOException {
    boolean isNew = !Files.exists(folder.resolve("meta.properties"));
    if (isNew) {
      format(folder);
    }
    try {
      if (!isNew && !Files.exists(folder.resolve(CLEAN_SHUTDOWN_FILE))) {
        endSessionOfKilledBroker(folder, ports);
      }
      return startServer(folder, ports, SESSION_MILLIS);
    } catch (Exception e) { // Scala does not declare what it throws
      throw new IllegalStateException(
          "Kafka did not start on " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * The controller refuses a broker for as long as it believes the one before it alive, which after
   * a kill is a whole session. A run with a short session, ended cleanly, costs half a second.
   */
  private static void endSessionOfKilledBroker(Path folder, Ports ports) {
    KafkaRaftServer server = startServer(folder, ports, SHORT_SESSION_MILLIS);
    server.shutdown();
    server.awaitShutdown();
  }

  private static KafkaRaftServer startServer(Path folder, Ports ports, int sessionMillis) {
    KafkaConfig config = new KafkaConfig(settings(folder, ports, sessionMillis), false);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
      return server;
    } catch (Throwable e) {
      server.shutdown();
      throw e;
    }
  }

  private static void format(Path folder) throws IOException {
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      new Formatter()
          .setPrintStream(quiet)
          .setNodeId(NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .setControllerListenerName(CONTROLLER_LISTENER)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .run();
    } catch (Exception e) {
      throw new IOException("cannot prepare " + folder + " for Kafka: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(Path folder, Ports ports, int sessionMillis) {
    String broker = "PLAINTEXT://" + HOST + ":" + ports.broker();
    String controller = HOST + ":" + ports.controller();
    Map<String, String> settings = new TreeMap<>(FIXED_SETTINGS);
    settings.put("advertised.listeners", broker);
    settings.put("broker.heartbeat.interval.ms", String.valueOf(sessionMillis / 4));
    settings.put("broker.session.timeout.ms", String.valueOf(sessionMillis));
    settings.put("controller.quorum.voters", NODE_ID + "@" + controller);
    settings.put("listeners", broker + "," + CONTROLLER_LISTENER + "://" + controller);
    settings.put("log.dirs", folder.toString());
    return settings;
  }

  /**
   * The two ports of a node. Free when chosen, and below those that systems give to connections and
   * to whoever asks for any port: so hardly another process takes one before Kafka does.
   */
  record Ports(int broker, int controller) {
    private static final int FIRST = 16_384;
    private static final int END = 32_768;
    private static final int MAX_TRIES = 100;

    /** With the wanted port for the broker, or any for 0. */
    static Ports choose(int wanted) throws IOException {
      try (ServerSocket broker = wanted == 0 ? any() : listen(wanted);
          ServerSocket controller = any()) {
        return new Ports(broker.getLocalPort(), controller.getLocalPort());
      }
    }

    private static ServerSocket any() throws IOException {
      for (int tries = 1; ; tries++) {
        try {
          return listen(ThreadLocalRandom.current().nextInt(FIRST, END));
        } catch (IOException e) {
          if (tries == MAX_TRIES) {
            throw e;
          }
        }
      }
    }

    private static ServerSocket listen(int port) throws IOException {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (IOException e) {
        throw new IOException(
            "port " + port + " is not free (" + e.getMessage() + "); choose another", e);
      }
    }
  }
}
