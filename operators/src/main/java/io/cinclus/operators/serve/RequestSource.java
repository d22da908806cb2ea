package io.cinclus.operators.serve;

import io.cinclus.operators.log.ForwardingSource;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.OpenRequest;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.function.SerializableSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests, those of the request topic that can still be answered and those of clients in this JVM
 * by turns.
 */
public final class RequestSource extends ForwardingSource<OpenRequest> {
  private static final long serialVersionUID = 1L;

  private final ServeOptions options;

  /** For the job of this name. */
  public RequestSource(ServeOptions options, String job) {
    super(
        Logs.requests(
            options.log(), job, options.limits().maxTimeoutMillis(), new RequestReader(options)));
    this.options = options;
  }

  @Override
  protected SourceReader<OpenRequest, KafkaPartitionSplit> reader(
      SourceReader<OpenRequest, KafkaPartitionSplit> kafka) {
    return new Reader(
        kafka,
        LocalRequests.SHARED.acquire(options.log()),
        options.limits().maxTimeoutMillis(),
        System::currentTimeMillis);
  }

  @SuppressWarnings("try") // Closing throws what the wrapped reader does.
  static final class Reader extends ForwardingSource.Reader<OpenRequest> {
    private final Lease<LocalRequests> local;
    private final LocalRequests.Reader requests;
    private final long maxTimeoutMillis;
    private final SerializableSupplier<Long> nowMillis;
    private boolean isLocalsTurn;

    /** The future of Kafka's that wakes the local reader already. */
    private @Nullable CompletableFuture<Void> awaited;

    Reader(
        SourceReader<OpenRequest, KafkaPartitionSplit> kafka,
        Lease<LocalRequests> local,
        long maxTimeoutMillis,
        SerializableSupplier<Long> nowMillis) {
      super(kafka);
      this.local = local;
      this.requests = local.value().read();
      this.maxTimeoutMillis = maxTimeoutMillis;
      this.nowMillis = nowMillis;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<OpenRequest> output) throws Exception {
      isLocalsTurn = !isLocalsTurn;
      if (isLocalsTurn) {
        OpenRequest request = requests.poll();
        if (request != null) {
          output.collect(limited(request));
          return InputStatus.MORE_AVAILABLE;
        }
      }
      InputStatus status = super.pollNext(output);
      return status == InputStatus.NOTHING_AVAILABLE && requests.available().isDone()
          ? InputStatus.MORE_AVAILABLE
          : status;
    }

    /** The request with the deadline that the job allows. */
    private OpenRequest limited(OpenRequest request) {
      long latest = nowMillis.get() + maxTimeoutMillis;
      return request.getDeadlineMillis() <= latest
          ? request
          : request.toBuilder().setDeadlineMillis(latest).build();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      // Taken first: what Kafka has from here on wakes this one, and no later one.
      CompletableFuture<Void> either = requests.available();
      CompletableFuture<Void> kafka = super.isAvailable();
      if (kafka.isDone()) {
        return kafka;
      }
      if (kafka != awaited) {
        awaited = kafka;
        kafka.thenRun(requests::wake);
      }
      return either;
    }

    @Override
    public void close() throws Exception {
      requests.close();
      try {
        super.close();
      } finally {
        local.close();
      }
    }
  }
}
