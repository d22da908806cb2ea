package io.cinclus.operators.sink;

import io.cinclus.client.WalWriter.Target;
import io.cinclus.operators.log.LogConfig;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes a stream's rows and deletes to a collection: at least once, which its keys make exact. A
 * completed checkpoint means that everything before it is acknowledged by the log; what is written
 * again after a failure replaces itself. So once the job is done, or at any checkpoint, each key
 * has the row that came last, provided that all elements of a key go through the same subtask
 * ({@code keyBy} the key where their order matters) and that the job replays the same elements.
 *
 * <p>Of several changes of a key within one batch only the last is written. Every change is checked
 * against the catalog before it is sent; one that is refused fails the job, and the error names the
 * field. A slow log slows the stream down: a subtask holds the batch that is on its way and the one
 * that is being filled.
 *
 * <p>Immutable. It does not create collections, and a search does not see a checkpoint's rows
 * atomically.
 *
 * @param <T> the stream's elements
 */
public final class CinclusSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final LogConfig log;
  private final Target target;
  private final RowConverter<T> converter;
  private final SinkLimits limits;

  /** A sink with the default limits. */
  public CinclusSink(LogConfig log, Target target, RowConverter<T> converter) {
    this(log, target, converter, SinkLimits.DEFAULT);
  }

  /**
   * A sink.
   *
   * @param log where the log is
   * @param target the collection, which exists when the job starts
   * @param converter what each element does
   * @param limits of each subtask
   */
  public CinclusSink(LogConfig log, Target target, RowConverter<T> converter, SinkLimits limits) {
    this.log = Objects.requireNonNull(log, "log");
    this.target = Objects.requireNonNull(target, "target");
    this.converter = Objects.requireNonNull(converter, "converter");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    String name = "sink-" + context.getTaskInfo().getTaskNameWithSubtasks();
    return new BatchingWriter<>(
        converter, limits, LogBatches.connect(log, target, name), RuntimePorts.of(context));
  }
}
