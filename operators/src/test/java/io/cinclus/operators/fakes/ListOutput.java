package io.cinclus.operators.fakes;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/**
 * Keeps what a source reader gives out.
 *
 * @param <T> what is given out
 */
public final class ListOutput<T> implements ReaderOutput<T> {
  public final List<T> values = new ArrayList<>();

  @Override
  public void collect(T value) {
    values.add(value);
  }

  @Override
  public void collect(T value, long timestamp) {
    values.add(value);
  }

  @Override
  public void emitWatermark(Watermark watermark) {}

  @Override
  public void markIdle() {}

  @Override
  public void markActive() {}

  @Override
  public SourceOutput<T> createOutputForSplit(String split) {
    return this;
  }

  @Override
  public void releaseOutputForSplit(String split) {}
}
