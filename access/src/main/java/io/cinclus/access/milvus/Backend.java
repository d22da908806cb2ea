package io.cinclus.access.milvus;

import io.cinclus.access.AccessLimits;
import io.cinclus.access.Cluster;
import io.cinclus.access.imports.ImportRunner;
import io.cinclus.access.security.Guard;
import io.cinclus.access.security.Passwords;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CommandOutcome;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowBatch;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.CreateUser;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the calls: the catalog, the writer and the requests of one access node.
 * Thread-safe. Its methods are for the workers: they may wait until Kafka takes a record.
 */
public final class Backend implements AutoCloseable {
  private static final String NODE_NAME = "access";

  /** Milvus' own, to be changed. */
  private static final String DEFAULT_ROOT_PASSWORD = "Milvus";

  /** What a planner says that has not heard yet what this node has. */
  private static final Set<ErrorCode> BEHIND =
      EnumSet.of(
          ErrorCode.DATABASE_NOT_FOUND,
          ErrorCode.COLLECTION_NOT_FOUND,
          ErrorCode.COLLECTION_NOT_LOADED,
          ErrorCode.PARTITION_NOT_FOUND,
          ErrorCode.PARTITION_NOT_LOADED);

  /** What may be said of a call that was checked against a catalog that is too old. */
  private static final Set<ErrorCode> OUTDATED =
      EnumSet.of(
          ErrorCode.COLLECTION_NOT_FOUND,
          ErrorCode.PARTITION_NOT_FOUND,
          ErrorCode.FIELD_NOT_FOUND,
          ErrorCode.SCHEMA_MISMATCH,
          ErrorCode.BAD_FILTER,
          ErrorCode.BAD_ROW,
          ErrorCode.BAD_VECTOR);

  private final LogConfig log;
  private final ObjectStorage storage;
  private final CinclusClient client;
  private final Lease<LogServices> services;
  private final Duration requestTimeout;
  private final HybridClock clock = new HybridClock(System::currentTimeMillis);
  private final Snapshots snapshots = new Snapshots();
  private final ThreadPoolExecutor workers;
  private final Executor admission;
  private final AnswerRoom answers;
  private final AtomicReference<@Nullable ImportRunner> imports = new AtomicReference<>();

  private Backend(
      Cluster cluster, CinclusClient client, Lease<LogServices> services, AccessLimits limits) {
    this.log = cluster.log();
    this.storage = new ObjectStorage(cluster.storageRoot());
    this.client = client;
    this.services = services;
    this.requestTimeout = limits.requestTimeout();
    this.workers = Workers.start(limits);
    this.admission = Workers.admitting(workers, limits.maxWaitingCalls());
    this.answers = new AnswerRoom(limits.maxAnswerBytes(), limits.maxAnswersBytes());
  }

  /** Connects to a running Cinclus. */
  public static Backend connect(Cluster cluster, AccessLimits limits) {
    CinclusClient client = CinclusClient.connect(cluster.log(), NODE_NAME, cluster.headers());
    Lease<LogServices> services = LogServices.SHARED.acquire(cluster.log());
    try {
      return new Backend(cluster, client, services, limits);
    } catch (RuntimeException e) {
      client.close();
      close(services);
      throw e;
    }
  }

  LogConfig log() {
    return log;
  }

  /** Where the segments are, and the files that are imported. */
  ObjectStorage storage() {
    return storage;
  }

  /** Has this node work at imports until it is closed. */
  public void startImports() {
    imports.set(
        ImportRunner.start(
            new ImportRunner.Ports(
                client.writer().writerId(),
                this::known,
                command -> execute(CatalogCommand.newBuilder().setImports(command)),
                this::writeImported,
                storage)));
  }

  private CompletableFuture<?> writeImported(
      CollectionInfo collection, String partition, RowBatch rows) {
    CollectionInfo named = known().collection(collection.id()).orElse(collection);
    return client
        .writer()
        .insert(
            new Target(named.database(), named.name(), partition).pinnedTo(collection.id()), rows);
  }

  CinclusClient client() {
    return client;
  }

  HybridClock clock() {
    return clock;
  }

  /** Where the iterators of clients began. */
  Snapshots snapshots() {
    return snapshots;
  }

  /** The memory of answers that are put together. */
  AnswerRoom answers() {
    return answers;
  }

  /** Where the logs end, by a call that starts after this one. */
  CompletableFuture<EndPositions.Ends> ends() {
    return services.value().ends().ask().thenApplyAsync(Function.identity(), workers);
  }

  /** Where calls begin, on the workers; it refuses what is too much. */
  public Executor admission() {
    return admission;
  }

  /** The threads that may wait, for the steps of calls that have begun. */
  public Executor workers() {
    return workers;
  }

  /** The catalog as this node knows it, which may lag behind what others have acknowledged. */
  Catalog known() {
    return services.value().catalog().current();
  }

  /** Who may call: users with their privileges, or everybody. */
  public Guard guard(boolean authentication) {
    return authentication ? Guard.of(this::known, this::newest) : Guard.open();
  }

  /** Completes when there is the user root: with the default password if there was none. */
  public CompletableFuture<?> createRoot() {
    return newest()
        .thenCompose(
            catalog ->
                catalog.access().users().containsKey(AccessControl.ROOT)
                    ? CompletableFuture.completedFuture(null)
                    : execute(
                        CatalogCommand.newBuilder()
                            .setAccess(
                                AccessCommand.newBuilder()
                                    .setCreateUser(
                                        CreateUser.newBuilder()
                                            .setUser(AccessControl.ROOT)
                                            .setPasswordHash(
                                                Passwords.hash(DEFAULT_ROOT_PASSWORD)))),
                        ErrorCode.USER_EXISTS));
  }

  /** A catalog that has everything acknowledged before this call. */
  CompletableFuture<Catalog> newest() {
    return services
        .value()
        .ends()
        .ask()
        .thenCompose(ends -> services.value().catalog().atLeast(ends.catalog()))
        .thenApplyAsync(Function.identity(), workers);
  }

  /** A collection as it is now. */
  CompletableFuture<CollectionInfo> collection(String database, String name) {
    return newest().thenApply(catalog -> catalog.collection(database, name));
  }

  /**
   * Does something with a collection as this node knows it, and again where that fails and the
   * collection turns out to be another by now.
   */
  <R> CompletableFuture<R> with(
      String database, String name, Function<CollectionInfo, CompletableFuture<R>> work) {
    Optional<CollectionInfo> known = known().findCollection(database, name);
    if (known.isEmpty()) {
      return collection(database, name).thenCompose(work);
    }
    return attempt(work, known.get())
        .exceptionallyCompose(
            failure ->
                isOutdated(failure)
                    ? collection(database, name)
                        .thenCompose(
                            now ->
                                now.equals(known.get())
                                    ? CompletableFuture.failedFuture(failure)
                                    : work.apply(now))
                    : CompletableFuture.failedFuture(failure));
  }

  private static <R> CompletableFuture<R> attempt(
      Function<CollectionInfo, CompletableFuture<R>> work, CollectionInfo collection) {
    try {
      return work.apply(collection);
    } catch (CinclusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isOutdated(Throwable failure) {
    return Statuses.unwrap(failure) instanceof CinclusException known
        && OUTDATED.contains(known.code());
  }

  /** Has users, roles or privileges changed; fails with what the command was rejected for. */
  CompletableFuture<Long> execute(AccessCommand.Builder command) {
    return execute(CatalogCommand.newBuilder().setAccess(command));
  }

  /** Has the catalog changed; fails with what the command was rejected for. */
  CompletableFuture<Long> execute(CatalogCommand.Builder command) {
    return client.catalog().append(command.build()).thenApply(CommandOutcome::positionIfAccepted);
  }

  /** The same where one kind of rejection is as good as being accepted. */
  CompletableFuture<Void> execute(CatalogCommand.Builder command, ErrorCode tolerated) {
    return execute(command)
        .handle(
            (position, failure) -> {
              if (failure != null
                  && !(Statuses.unwrap(failure) instanceof CinclusException known
                      && known.code() == tolerated)) {
                throw new CompletionException(Statuses.unwrap(failure));
              }
              return null;
            });
  }

  /** The reply of a request that succeeds. */
  CompletableFuture<Reply> ask(Request request) {
    return ask(request, requestTimeout);
  }

  /**
   * The reply of a request that succeeds. One that is {@code BOUNDED} has what was written through
   * this node; a planner that lags behind the catalog is waited for, and one that a release has
   * overtaken is asked again.
   */
  CompletableFuture<Reply> ask(Request request, Duration timeout) {
    return client
        .requests()
        .ask(withOwnWrites(request), timeout)
        .thenComposeAsync(reply -> checkedOrAgain(request, reply, timeout), workers);
  }

  /**
   * The rows of a query that succeeds, however many replies they take: all as of one position per
   * channel.
   *
   * @param request of a query that puts out the key
   */
  CompletableFuture<PagedQuery.Found> rows(CollectionInfo collection, Request request) {
    return new PagedQuery(
            new PagedQuery.Source(this::ask, answers, requestTimeout), collection.schema(), request)
        .read();
  }

  private Request withOwnWrites(Request request) {
    return request.getConsistency() == ConsistencyLevel.BOUNDED
        ? request.toBuilder()
            .setConsistency(ConsistencyLevel.SESSION)
            .putAllSessionPositions(client.writer().acknowledged())
            .build()
        : request;
  }

  private CompletableFuture<Reply> checkedOrAgain(Request request, Reply reply, Duration timeout) {
    if (!isOvertaken(request, ErrorCode.ofNumber(reply.getCode()))) {
      return CompletableFuture.completedFuture(checked(reply));
    }
    Request again = request.toBuilder().setConsistency(ConsistencyLevel.STRONG).build();
    return client.requests().ask(again, timeout).thenApplyAsync(Backend::checked, workers);
  }

  /** Whether a planner that knows the catalog of now may answer better. */
  static boolean isOvertaken(Request request, ErrorCode code) {
    boolean namesPartitions =
        request.getSearch().getPartitionsCount() + request.getQuery().getPartitionsCount() > 0;
    return request.getConsistency() == ConsistencyLevel.STRONG
        ? code == ErrorCode.PARTITION_NOT_LOADED && !namesPartitions
        : BEHIND.contains(code);
  }

  private static Reply checked(Reply reply) {
    ErrorCode code = ErrorCode.ofNumber(reply.getCode());
    if (code != ErrorCode.OK) {
      throw new CinclusException(code, reply.getMessage());
    }
    return reply;
  }

  @Override
  public void close() {
    ImportRunner runner = imports.get();
    if (runner != null) {
      runner.close();
    }
    workers.shutdown();
    client.close();
    close(services);
  }

  private static void close(Lease<LogServices> services) {
    try {
      services.close();
    } catch (Exception e) {
      throw new IllegalStateException("the catalog's follower could not be closed", e);
    }
  }
}
