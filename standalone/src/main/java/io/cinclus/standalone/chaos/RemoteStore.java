package io.cinclus.standalone.chaos;

import io.cinclus.catalog.CommandOutcome;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.ShardId;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.standalone.chaos.Violation.Kind;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/**
 * A standalone in another process through a client that was made for this process: nothing that was
 * sent to it can reach the next one. Thread-safe.
 *
 * @param dead completes when the process is being killed
 */
record RemoteStore(CinclusClient client, CompletableFuture<Void> dead) implements Store {
  /** An operation that takes longer may have happened or not. */
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  /** The codes that say something of the caller or the catalog, not of the moment. */
  private static final int FIRST_REFUSAL = 100;

  private static final int REFUSALS_END = 300;

  /** Starts something. */
  private interface Call<T> extends Supplier<CompletableFuture<T>> {}

  @Override
  public void insert(Shape shape, int partition, Map<Integer, Content> rows) throws Unavailable {
    Target target = new Target("", shape.name(), shape.partition(partition));
    await(() -> client.writer().insert(target, Messages.rows(shape, rows)));
  }

  @Override
  public void delete(Shape shape, Set<Integer> keys) throws Unavailable {
    await(
        () ->
            client
                .writer()
                .delete(Target.of(shape.name()), Messages.keys(shape, keys), keys.size()));
  }

  @Override
  public Map<ShardId, Long> flush(Shape shape) throws Unavailable {
    return await(() -> client.writer().flush(Target.of(shape.name())));
  }

  @Override
  public void change(Change change, Shape shape) throws Unavailable {
    for (CatalogCommand command : Commands.of(change, shape, StandaloneSettings.DEFAULT_CHANNELS)) {
      CommandOutcome outcome = await(() -> client.catalog().append(command));
      if (!outcome.isAccepted()) {
        throw new Refused(outcome.code(), outcome.toString());
      }
    }
  }

  @Override
  public long count(Shape shape, Selection selection) throws Unavailable {
    return ask(Messages.count(shape, selection)).getQuery().getCount();
  }

  @Override
  public List<Found> lookup(Shape shape, Selection selection, Set<Integer> keys)
      throws Unavailable {
    return rows(shape, ask(Messages.lookup(shape, selection, keys)));
  }

  @Override
  public List<Found> scan(Shape shape, Selection selection, Page page) throws Unavailable {
    return rows(shape, ask(Messages.scan(shape, selection, page)));
  }

  @Override
  public Past.Answer scanNow(Shape shape) throws Unavailable {
    Reply reply = ask(Messages.scan(shape, Selection.ALL, Page.ALL));
    return new Past.Answer(reply.getPositionsMap(), rows(shape, reply), System.nanoTime());
  }

  @Override
  public List<Found> scanAsOf(Shape shape, Past.Answer then) throws Unavailable {
    Request.Builder request = Messages.scan(shape, Selection.ALL, Page.ALL).toBuilder();
    request.getAsOfBuilder().putAllPositions(then.positions());
    return rows(shape, ask(request.build()));
  }

  @Override
  public List<Found> search(Shape shape, Search search) throws Unavailable {
    Hits hits = ask(Messages.search(shape, search)).getSearch().getHits(0);
    return Messages.found(shape, hits.getKeys(), hits.getFields(), hits.getDistancesList());
  }

  private static List<Found> rows(Shape shape, Reply reply) {
    return Messages.found(
        shape, reply.getQuery().getKeys(), reply.getQuery().getFields(), List.of());
  }

  private Reply ask(Request request) throws Unavailable {
    Reply reply = await(() -> client.requests().ask(request, REQUEST_TIMEOUT));
    ErrorCode code = ErrorCode.ofNumber(reply.getCode());
    if (code == ErrorCode.OK) {
      return reply;
    }
    throw unavailable(code, reply.getMessage());
  }

  private <T> T await(Call<T> call) throws Unavailable {
    try {
      CompletableFuture<T> answer = call.get();
      CompletableFuture.anyOf(answer, dead).get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (!answer.isDone()) {
        throw new Unavailable("killed");
      }
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    } catch (TimeoutException e) {
      throw new Unavailable(e);
    } catch (ExecutionException | RuntimeException e) {
      throw classified(cause(e));
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    boolean wraps = failure instanceof ExecutionException || failure instanceof CompletionException;
    return wraps && cause != null ? cause(cause) : failure;
  }

  private Unavailable classified(Throwable failure) {
    if (failure instanceof CinclusException known) {
      return unavailable(known.code(), String.valueOf(known.getMessage()));
    }
    boolean isTransport = failure instanceof KafkaException || failure instanceof TimeoutException;
    if (isTransport || dead.isDone()) {
      return new Unavailable(failure);
    }
    throw new Violation(Kind.WRONG, "the client failed: " + failure, failure);
  }

  /** For a code that asks to try again; throws for any other. */
  private static Unavailable unavailable(ErrorCode code, String message) {
    if (code.number() >= FIRST_REFUSAL && code.number() < REFUSALS_END) {
      throw new Refused(code, message);
    }
    if (code == ErrorCode.STORAGE_CORRUPT || code == ErrorCode.INTERNAL) {
      throw new Violation(Kind.WRONG, "failed with %s: %s".formatted(code, message));
    }
    return new Unavailable(code + ": " + message);
  }
}
