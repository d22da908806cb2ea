package io.cinclus.standalone.sql;

import io.cinclus.operators.log.LogConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.client.cli.CliClient;
import org.apache.flink.table.client.cli.TerminalUtils;
import org.apache.flink.table.client.config.ResultMode;
import org.apache.flink.table.client.config.SqlClientOptions;
import org.apache.flink.table.client.gateway.Executor;
import org.apache.flink.table.client.gateway.SingleSessionManager;
import org.apache.flink.table.gateway.SqlGateway;
import org.apache.flink.table.gateway.service.context.DefaultContext;
import org.apache.flink.util.NetUtils;

/**
 * Flink's SQL client with a gateway in this JVM. The catalog {@code cinclus} is the current one,
 * and the functions are loaded. Each query and each INSERT is a job in a Flink cluster of its own
 * in this JVM, which ends with it; the jobs that serve Cinclus are where they are.
 *
 * <p>Used by one thread; closing stops the gateway and its jobs.
 */
public final class SqlShell implements AutoCloseable {
  /** The name of the catalog. */
  public static final String CATALOG = "cinclus";

  private static final String ADDRESS = "127.0.0.1";
  private static final String GATEWAY_PREFIX = "sql-gateway.endpoint.rest.";
  private static final String SESSION = "cinclus";
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
  private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(64);
  private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(128);

  private final SqlGateway gateway;
  private final Executor executor;

  private SqlShell(SqlGateway gateway, Executor executor) {
    this.gateway = gateway;
    this.executor = executor;
  }

  /**
   * Starts the gateway.
   *
   * @param log where Cinclus is
   * @param waits whether an INSERT is over before the next statement begins
   */
  @SuppressWarnings("try") // Closing the port's lock may wait.
  public static SqlShell start(LogConfig log, boolean waits) throws Exception {
    Configuration options = options(waits);
    try (NetUtils.Port port = NetUtils.getAvailablePort()) {
      options.setString(GATEWAY_PREFIX + "address", ADDRESS);
      options.setString(GATEWAY_PREFIX + "bind-address", ADDRESS);
      options.setString(GATEWAY_PREFIX + "port", String.valueOf(port.getPort()));
      options.setString(GATEWAY_PREFIX + "bind-port", String.valueOf(port.getPort()));
      DefaultContext context = new DefaultContext(options, List.of());
      SqlGateway gateway = new SqlGateway(options, new SingleSessionManager(context));
      try {
        gateway.start();
        InetSocketAddress address = InetSocketAddress.createUnresolved(ADDRESS, port.getPort());
        Executor executor = Executor.create(context, address, SESSION);
        SqlShell shell = new SqlShell(gateway, executor);
        prepare(log).forEach(executor::configureSession);
        return shell;
      } catch (Exception e) {
        gateway.stop();
        throw e;
      }
    }
  }

  private static Configuration options(boolean waits) {
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    options.set(DeploymentOptions.ATTACHED, true); // A local cluster takes no other jobs.
    options.set(DeploymentOptions.TARGET, "local");
    options.set(ExecutionConfigOptions.TABLE_EXEC_SINK_REQUIRE_ON_CONFLICT, false);
    options.set(RestOptions.BIND_ADDRESS, ADDRESS);
    options.set(RestOptions.BIND_PORT, "0");
    options.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    options.set(SqlClientOptions.EXECUTION_RESULT_MODE, ResultMode.TABLEAU);
    options.set(TableConfigOptions.TABLE_DML_SYNC, waits);
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY);
    return options;
  }

  /** What makes Cinclus known to a session. */
  static List<String> prepare(LogConfig log) {
    Map<String, String> options =
        new LinkedHashMap<>(
            Map.of(
                "type", "cinclus",
                "bootstrap.servers", log.bootstrapServers(),
                "topic-prefix", log.topicPrefix()));
    log.client().forEach((key, value) -> options.put("properties." + key, value));
    String with =
        options.entrySet().stream()
            .map(option -> "%s = %s".formatted(quote(option.getKey()), quote(option.getValue())))
            .collect(Collectors.joining(", "));
    return List.of(
        "CREATE CATALOG %s WITH (%s)".formatted(CATALOG, with),
        "USE CATALOG " + CATALOG,
        "LOAD MODULE cinclus");
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Reads statements from the terminal until QUIT. */
  public void interactive() {
    try (CliClient client =
        new CliClient(CliClient.DEFAULT_TERMINAL_FACTORY, executor, history())) {
      client.executeInInteractiveMode();
    }
  }

  /**
   * Runs the statements of a file; whether all went well. The first that fails is the last.
   *
   * @param out gets what the client prints
   */
  public boolean run(Path script, OutputStream out) {
    WatchedExecutor watched = new WatchedExecutor(executor);
    try (CliClient client =
        new CliClient(
            () -> TerminalUtils.createDumbTerminal(InputStream.nullInputStream(), out),
            watched,
            history())) {
      client.executeInNonInteractiveMode(script.toUri());
    }
    return !watched.hasFailed();
  }

  private static Path history() {
    return Path.of(System.getProperty("user.home"), ".cinclus-sql-history");
  }

  @Override
  public void close() {
    try {
      executor.close();
    } finally {
      gateway.stop();
    }
  }
}
