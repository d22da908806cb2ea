package io.cinclus.operators.standing;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.log.WalDecoder;
import io.cinclus.log.WriterTable;
import io.cinclus.log.WriterWindow;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.catalog.CatalogWait;
import io.cinclus.operators.log.LogServices;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.WalHeader;
import io.cinclus.v1.WalRecord;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one channel of the log: standing queries begin and end where their markers stand, and the
 * rows in between are compared with them. What comes out is a function of the log, whatever waited
 * for the catalog, and however often the channel was restored; only a dropped collection ends its
 * queries earlier.
 *
 * <p>Of a record of a collection without standing queries nothing but its header is read.
 * Single-threaded; never blocks; no Flink, no clock.
 */
final class MatchedChannel {
  private static final Logger LOG = LoggerFactory.getLogger(MatchedChannel.class);

  /** Passes over the mutations. */
  private static final Parser<WalHeader> HEADERS =
      DiscardUnknownFieldsParser.wrap(WalHeader.parser());

  private final int channel;
  private final StandingOptions.Limits limits;
  private final CatalogView catalog;
  private final MatchTopics topics;
  private final Orphans orphans;
  private final CatalogWait wait;
  private final WriterTable writers = new WriterTable();
  private final Map<Long, CollectionMatcher> matchers = new HashMap<>();
  private final Map<Long, StandingQueryBegin> queries = new HashMap<>();
  private final Set<Long> changed = new HashSet<>();
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long nextOffset;

  /** The topics, asked for since the next record, which names one that was not there, was next. */
  private @Nullable CompletableFuture<Void> looking;

  private record Waiting(LogEvent event, WalHeader header) {
    long catalogPosition() {
      return Math.max(header.getCatalogPosition(), header.getCollectionId());
    }

    int sizeBytes() {
      return event.getRecord().size();
    }
  }

  MatchedChannel(
      int channel, StandingOptions.Limits limits, LogServices services, MatchTopics topics) {
    this.channel = channel;
    this.limits = limits;
    this.catalog = services.catalog();
    this.topics = topics;
    this.wait = new CatalogWait(services.ends());
    this.orphans = new Orphans(channel, services.ends());
  }

  /** Goes on where another has stopped. */
  void restore(
      long offset,
      Iterable<io.cinclus.v1.WriterWindow> windows,
      Iterable<StandingQueryBegin> begun,
      Iterable<LogEvent> events) {
    nextOffset = offset;
    writers.restore(windows);
    begun.forEach(query -> begin(query.getCollectionId(), query));
    changed.clear();
    for (LogEvent event : events) {
      WalHeader header = header(event);
      if (header != null) {
        enqueue(new Waiting(event, header));
      }
    }
  }

  /** The log starts; who has no state begins with what its writers did before. */
  void start(LogEvent event, boolean isRestored) {
    if (!isRestored) {
      nextOffset = event.getOffset();
      writers.restore(event.getStarted().getProgress().getWritersList());
    } else if (event.getOffset() > nextOffset) {
      throw new IllegalStateException(
          ("channel %d starts at offset %d, but this state has read it up to %d: matches of what lies"
                  + " between would be lost; start from the newest checkpoint, with the source's"
                  + " state")
              .formatted(channel, event.getOffset(), nextOffset));
    }
  }

  /** The offset up to which the log has been read. */
  long nextOffset() {
    return nextOffset;
  }

  Collection<WriterWindow> writers() {
    return writers.windows();
  }

  /** The queries that rows count for, by id; a view. */
  Map<Long, StandingQueryBegin> queries() {
    return queries;
  }

  /** The ids of the queries that have begun or ended since this was last asked. */
  Set<Long> takeChanges() {
    Set<Long> taken = Set.copyOf(changed);
    changed.clear();
    return taken;
  }

  /** Whether records wait to be applied. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The records that wait to be applied. */
  List<LogEvent> waiting() {
    return waiting.stream().map(Waiting::event).toList();
  }

  /** Takes the next event of the log, which is not its start; applies it later. */
  void read(LogEvent event, long nowMillis) {
    if (event.getOffset() < nextOffset) {
      return;
    }
    nextOffset = event.getOffset() + 1;
    WalHeader header = event.hasRecord() ? header(event) : null;
    if (header == null || !isNew(header, event.getOffset())) {
      return;
    }
    boolean isMarker = header.getMarker().hasStandingQueryBegin();
    isMarker |= header.getMarker().hasStandingQueryEnd();
    if (!isMarker
        && (header.hasMarker()
            || (waiting.isEmpty() && !matchers.containsKey(header.getCollectionId())))) {
      return;
    }
    if (waiting.isEmpty()) {
      wait.begin(nowMillis);
    }
    enqueue(new Waiting(event, header));
    if (waitingBytes > limits.maxWaitingBytes()) {
      throw new IllegalStateException(
          "%d bytes of channel %d wait for the catalog or for Kafka's topics; are they readable?"
              .formatted(waitingBytes, channel));
    }
  }

  private void enqueue(Waiting record) {
    waiting.add(record);
    waitingBytes += record.sizeBytes();
  }

  private boolean isNew(WalHeader header, long offset) {
    return writers.take(header.getWriterId(), header.getSequence(), offset).isPresent();
  }

  private @Nullable WalHeader header(LogEvent event) {
    try {
      return HEADERS.parseFrom(event.getRecord(), ExtensionRegistryLite.getEmptyRegistry());
    } catch (InvalidProtocolBufferException e) {
      skipped(event, "it is not a log record");
      return null;
    }
  }

  /** Applies what waits, as far as the catalog reaches, and compares all rows in it. */
  void apply(long nowMillis, Consumer<MatchRecord> out) {
    for (Waiting next = waiting.peek(); next != null; next = waiting.peek()) {
      if (catalog.hasReached(next.catalogPosition())) {
        if (!apply(next, catalog.current(), out)) {
          break;
        }
      } else if (wait.isBeyondEnd(next.catalogPosition(), nowMillis)) {
        skipped(next.event(), "it names a catalog position beyond the catalog's end");
      } else {
        break;
      }
      waiting.remove();
      waitingBytes -= next.sizeBytes();
      wait.begin(nowMillis);
    }
    Catalog newest = catalog.current();
    matchers.forEach((id, matcher) -> match(id, matcher, newest, out));
  }

  /** Whether the record has been applied. */
  private boolean apply(Waiting next, Catalog current, Consumer<MatchRecord> out) {
    long collectionId = next.header().getCollectionId();
    CollectionMatcher matcher = matchers.get(collectionId);
    Optional<CollectionInfo> collection = current.collection(collectionId);
    if (collection.isEmpty()) {
      return true;
    }
    if (next.header().getMarker().hasStandingQueryBegin()) {
      StandingQueryBegin query = next.header().getMarker().getStandingQueryBegin();
      if (!isTopicKnown(query.getInfo().getTopic())) {
        return false;
      }
      if (matcher != null) {
        match(collectionId, matcher, current, out);
      }
      beginIfFits(query, collection.get(), next.event());
    } else if (next.header().getMarker().hasStandingQueryEnd()) {
      if (matcher != null) {
        match(collectionId, matcher, current, out);
      }
      end(next.header().getMarker().getStandingQueryEnd().getId());
    } else if (matcher != null) {
      addRows(next.event(), matcher, collection.get(), out);
    }
    return true;
  }

  /** A topic that was created before its query was registered is there in a look that began now. */
  private boolean isTopicKnown(String topic) {
    CompletableFuture<Void> asked = looking;
    if (topics.has(topic)) {
      looking = null;
      return true;
    }
    if (asked == null) {
      looking = topics.refresh();
      return false;
    }
    if (!asked.isDone()) {
      return false;
    }
    looking = null; // Asked for again where Kafka did not answer.
    return !asked.isCompletedExceptionally();
  }

  private void beginIfFits(StandingQueryBegin query, CollectionInfo collection, LogEvent event) {
    if (queries.containsKey(query.getInfo().getId())) {
      return;
    }
    try {
      CollectionMatcher.check(query, collection.schema());
    } catch (CinclusException | IllegalArgumentException e) {
      skipped(event, String.valueOf(e.getMessage()));
      return;
    }
    begin(collection.id(), query);
    orphans.begun();
  }

  private void begin(long collectionId, StandingQueryBegin query) {
    StandingQueryBegin placed = query.toBuilder().setCollectionId(collectionId).build();
    queries.put(placed.getInfo().getId(), placed);
    changed.add(placed.getInfo().getId());
    matchers
        .computeIfAbsent(collectionId, id -> new CollectionMatcher(channel, id, limits.batchRows()))
        .begin(placed);
  }

  private void end(long id) {
    StandingQueryBegin query = queries.remove(id);
    if (query == null) {
      return;
    }
    changed.add(id);
    matchers.computeIfPresent(
        query.getCollectionId(),
        (collectionId, matcher) -> {
          matcher.end(id);
          return matcher.ids().isEmpty() ? null : matcher;
        });
  }

  private void addRows(
      LogEvent event,
      CollectionMatcher matcher,
      CollectionInfo collection,
      Consumer<MatchRecord> out) {
    List<MutationRun> runs;
    try {
      WalRecord record = WalRecord.parseFrom(event.getRecord());
      runs = WalDecoder.decode(record, event.getOffset(), collection.schema());
    } catch (InvalidProtocolBufferException | CinclusException e) {
      skipped(event, String.valueOf(e.getMessage()));
      return;
    }
    for (MutationRun run : runs) {
      if (run instanceof MutationRun.Inserts inserts) {
        matcher.add(inserts, event.getTimestampMillis(), collection.schema(), out);
      }
    }
  }

  private static void match(
      long id, CollectionMatcher matcher, Catalog current, Consumer<MatchRecord> out) {
    current
        .collection(id)
        .ifPresentOrElse(
            collection -> matcher.match(collection.schema(), out), matcher::discardRows);
  }

  /**
   * Forgets the queries that no marker will end: those of dropped collections, and those whose
   * client went away between its marker and another's drop.
   */
  void forgetOrphans() {
    Waiting next = waiting.peek();
    long applied = next == null ? nextOffset : next.event().getOffset();
    orphans.find(queries.values(), catalog.current(), applied).forEach(this::end);
  }

  private void skipped(LogEvent event, String reason) {
    LOG.warn(
        "the record at offset {} of channel {} is skipped: {}", event.getOffset(), channel, reason);
  }
}
