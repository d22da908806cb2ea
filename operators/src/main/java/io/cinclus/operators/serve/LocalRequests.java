package io.cinclus.operators.serve;

import com.google.protobuf.ByteString;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.Shared;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.RequestId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The short way between a query-serving job and clients in the same JVM, such as the access layer
 * of a standalone: a request is handed to the job's source, and its reply to the client, without
 * Kafka. Each half stands alone. Where no subtask of the job's source is in this JVM a request goes
 * through Kafka, and so does a reply whose client is elsewhere.
 *
 * <p>A request that was handed over is kept until it is answered or forgotten: when the job starts
 * again it gets those that it has not answered, as it does of Kafka's.
 *
 * <p>Thread-safe, and never blocks.
 */
public final class LocalRequests implements AutoCloseable {
  /** One for all clients and subtasks of a JVM that work with the same logs. */
  public static final Shared<LogConfig, LocalRequests> SHARED =
      new Shared<>(log -> new LocalRequests());

  /** Requests that wait for their replies; further ones go through Kafka. */
  static final int MAX_OPEN = 10_000;

  /** The bytes of requests that wait for their replies; further ones go through Kafka. */
  static final long MAX_OPEN_BYTES = 256L << 20;

  /** Stands in ids where others have the topic's partition. */
  static final int PARTITION = 0xFFFF;

  private static final long OFFSETS = (1L << MergeFunction.PARTITION_SHIFT) - 1;

  private final Map<ByteString, Open> open = new HashMap<>();
  private final List<Reader> readers = new ArrayList<>();

  /** Begins anywhere: ids of other JVMs, whose requests may meet these in one merge, differ. */
  private long nextOffset = ThreadLocalRandom.current().nextLong();

  private int turn;
  private long openBytes;

  /** A request that waits for its reply, with the reader that has it. */
  private static final class Open {
    final OpenRequest.Builder request;
    final Consumer<Reply> answered;
    Reader reader;

    Open(OpenRequest.Builder request, Consumer<Reply> answered, Reader reader) {
      this.request = request;
      this.answered = answered;
      this.reader = reader;
    }
  }

  /**
   * Hands a request over; false where it must go another way.
   *
   * @param request all but its id; by the correlation of its address the reply finds back
   * @param answered told the reply, on a thread that must not be held up
   */
  public synchronized boolean ask(OpenRequest.Builder request, Consumer<Reply> answered) {
    long bytes = request.getRequest().getSerializedSize();
    if (readers.isEmpty() || open.size() >= MAX_OPEN || openBytes + bytes > MAX_OPEN_BYTES) {
      return false;
    }
    openBytes += bytes;
    turn = (turn + 1) % readers.size();
    Open asked = new Open(request, answered, readers.get(turn));
    open.put(request.getAddress().getCorrelation(), asked);
    handOver(asked);
    return true;
  }

  private void handOver(Open asked) {
    RequestId id =
        RequestId.newBuilder().setPartition(PARTITION).setOffset(nextOffset++ & OFFSETS).build();
    asked.reader.add(asked.request.setId(id).build());
  }

  /** Nobody waits for the reply any more; where the job has not read the request, it never will. */
  public synchronized void forget(ByteString correlation) {
    Open forgotten = remove(correlation);
    if (forgotten != null) {
      forgotten.reader.remove(correlation);
    }
  }

  private @Nullable Open remove(ByteString correlation) {
    Open removed = open.remove(correlation);
    if (removed != null) {
      openBytes -= removed.request.getRequest().getSerializedSize();
    }
    return removed;
  }

  /** Gives a reply to who waits for it; false where nobody here does. */
  public boolean reply(ByteString correlation, Reply reply) {
    Open asked;
    synchronized (this) {
      asked = remove(correlation);
    }
    if (asked == null) {
      return false;
    }
    asked.answered.accept(reply);
    return true;
  }

  /** Begins to read, first what a reader that was closed has left unanswered. */
  public synchronized Reader read() {
    Reader reader = new Reader();
    readers.add(reader);
    for (Open asked : open.values()) {
      if (!readers.contains(asked.reader)) {
        asked.reader = reader;
        handOver(asked);
      }
    }
    return reader;
  }

  private synchronized void close(Reader reader) {
    readers.remove(reader);
  }

  @Override
  public void close() {
    // Whoever waits for a reply holds a lease, so there is nobody.
  }

  /** The requests of one subtask. */
  public final class Reader implements AutoCloseable {
    private final Queue<OpenRequest> waiting = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();

    private Reader() {}

    private synchronized void add(OpenRequest request) {
      waiting.add(request);
      available.complete(null);
    }

    private synchronized void remove(ByteString correlation) {
      waiting.removeIf(request -> request.getAddress().getCorrelation().equals(correlation));
    }

    /** The next request, or null if none waits. */
    public synchronized @Nullable OpenRequest poll() {
      return waiting.poll();
    }

    /** Completes when a request waits, or at the next {@link #wake}. */
    synchronized CompletableFuture<Void> available() {
      if (waiting.isEmpty() && available.isDone()) {
        available = new CompletableFuture<>();
      }
      return available;
    }

    synchronized void wake() {
      available.complete(null);
    }

    @Override
    public void close() {
      LocalRequests.this.close(this);
    }
  }
}
