package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.operators.log.EndPositions;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which positions are older than their collections want: rows that have outlived their time, and
 * history that nobody may ask for any more. The log is asked, now and then, where it stood that
 * long ago; a position once old stays so, and nothing waits for an answer. Used by one task thread.
 */
final class LogAges {
  private static final Logger LOG = LoggerFactory.getLogger(LogAges.class);

  /** Things count for up to one part in so many longer than they should, and at least so long. */
  private static final long PARTS = 100;

  static final long MIN_STEP_MILLIS = 1_000;

  private final EndPositions log;
  private final long retentionMillis;
  private final long marginMillis;
  private final Map<Long, Asked> byAge = new HashMap<>();

  /** The newest question about an age, and the newest answer. */
  private static final class Asked {
    long atMillis;
    CompletableFuture<Answer> answer = CompletableFuture.completedFuture(Answer.NONE);
    Answer known = Answer.NONE;
  }

  /** Where the log stood at a time: offsets by channel. */
  private record Answer(long timeMillis, Map<Integer, Long> offsets) {
    static final Answer NONE = new Answer(0, Map.of());
  }

  /** For collections that do not say themselves how long their history is kept. */
  LogAges(EndPositions log, BuildOptions.Limits limits) {
    this.log = log;
    this.retentionMillis = limits.retentionMillis();
    // A search that was asked for in time is answered by its deadline, which is sooner than this.
    this.marginMillis = limits.files().graceMillis();
  }

  /** Asks what is to be asked for the collections of a catalog, and hears what was answered. */
  void tick(Catalog catalog, long nowMillis) {
    Map<Long, Asked> wanted = new HashMap<>();
    catalog
        .collections()
        .forEach(
            (id, collection) -> {
              want(collection.settings().ttlMillis(), wanted);
              want(historyAge(collection), wanted);
            });
    byAge.keySet().retainAll(wanted.keySet());
    wanted.forEach((age, asked) -> advance(age, asked, nowMillis));
  }

  private void want(OptionalLong age, Map<Long, Asked> wanted) {
    age.ifPresent(
        millis -> wanted.put(millis, byAge.computeIfAbsent(millis, first -> new Asked())));
  }

  private void advance(long ageMillis, Asked asked, long nowMillis) {
    if (!asked.answer.isDone()) {
      return;
    }
    try {
      asked.known = asked.answer.join();
    } catch (CompletionException e) {
      LOG.warn("nobody knows yet what is older than {} ms; it is asked again", ageMillis, e);
      asked.answer = CompletableFuture.completedFuture(asked.known);
    }
    long stepMillis = Math.max(MIN_STEP_MILLIS, ageMillis / PARTS);
    if (nowMillis - asked.atMillis >= stepMillis) {
      asked.atMillis = nowMillis;
      long timeMillis = nowMillis - ageMillis;
      asked.answer = log.before(timeMillis).thenApply(offsets -> new Answer(timeMillis, offsets));
    }
  }

  /** Empty where a collection keeps no history. */
  private OptionalLong historyAge(CollectionInfo collection) {
    long retention = collection.settings().retentionMillis().orElse(retentionMillis);
    return retention == 0 ? OptionalLong.empty() : OptionalLong.of(retention + marginMillis);
  }

  private Answer known(OptionalLong ageMillis) {
    Asked asked = ageMillis.isPresent() ? byAge.get(ageMillis.getAsLong()) : null;
    return asked == null ? Answer.NONE : asked.known;
  }

  /**
   * Below which position the rows of a collection on a channel have expired, where that is known.
   */
  OptionalLong expiredBelow(CollectionInfo collection, int channel) {
    Long offset = known(collection.settings().ttlMillis()).offsets().get(channel);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(Position.of(offset, 0));
  }

  /** Up to where the history of a collection on a channel may go, as far as that is known. */
  Horizon horizon(CollectionInfo collection, int channel) {
    OptionalLong age = historyAge(collection);
    if (age.isEmpty()) {
      return Horizon.NO_HISTORY;
    }
    Answer answer = known(age);
    Long offset = answer.offsets().get(channel);
    return offset == null
        ? new Horizon(Position.NONE, 0)
        : new Horizon(Position.before(offset), answer.timeMillis());
  }
}
