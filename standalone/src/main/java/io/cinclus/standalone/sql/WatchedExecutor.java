package io.cinclus.standalone.sql;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.client.gateway.Executor;
import org.apache.flink.table.client.gateway.StatementResult;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether a statement, or the reading of its result, has failed: the client prints that
 * and tells nobody. Used by one thread.
 */
final class WatchedExecutor implements Executor {
  private final Executor executor;
  private boolean failed;

  WatchedExecutor(Executor executor) {
    this.executor = executor;
  }

  boolean hasFailed() {
    return failed;
  }

  @Override
  public StatementResult executeStatement(String statement) {
    try {
      StatementResult result = executor.executeStatement(statement);
      return new StatementResult(
          result.getResultSchema(),
          new Watched(result),
          result.isQueryResult(),
          result.getResultKind(),
          result.getJobId(),
          result.getRowDataToStringConverter());
    } catch (RuntimeException e) {
      failed = true;
      throw e;
    }
  }

  private final class Watched implements CloseableIterator<RowData> {
    private final StatementResult result;

    Watched(StatementResult result) {
      this.result = result;
    }

    @Override
    public boolean hasNext() {
      try {
        return result.hasNext();
      } catch (RuntimeException e) {
        failed = true;
        throw e;
      }
    }

    @Override
    public RowData next() {
      return result.next();
    }

    @Override
    public void close() {
      result.close();
    }
  }

  @Override
  public void configureSession(String statement) {
    executor.configureSession(statement);
  }

  @Override
  public ReadableConfig getSessionConfig() {
    return executor.getSessionConfig();
  }

  @Override
  public Map<String, String> getSessionConfigMap() {
    return executor.getSessionConfigMap();
  }

  @Override
  public List<String> completeStatement(String statement, int position) {
    return executor.completeStatement(statement, position);
  }

  @Override
  public String deployScript(@Nullable String script, @Nullable URI file) {
    return executor.deployScript(script, file);
  }

  @Override
  public void close() {
    executor.close();
  }
}
