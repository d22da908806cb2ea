package io.cinclus.standalone.fraud;

import io.cinclus.operators.score.ScoredEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Puts scores on a {@link ScoreBoard} of this JVM, which the job finds by its name. Immutable. */
final class BoardSink implements Sink<ScoredEvent> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, ScoreBoard> BOARDS = new ConcurrentHashMap<>();

  private final String name;

  BoardSink(String name) {
    this.name = name;
  }

  /** From now on jobs find the board, until it is removed. */
  static void put(String name, ScoreBoard board) {
    BOARDS.put(name, board);
  }

  static void remove(String name) {
    BOARDS.remove(name);
  }

  @Override
  public SinkWriter<ScoredEvent> createWriter(WriterInitContext context) {
    ScoreBoard board = BOARDS.get(name);
    if (board == null) {
      throw new IllegalStateException("there is no board " + name + " in this JVM");
    }
    return new SinkWriter<>() {
      @Override
      public void write(ScoredEvent element, Context writeContext) {
        board.scored(element);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }
}
