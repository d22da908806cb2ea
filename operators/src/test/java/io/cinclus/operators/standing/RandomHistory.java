package io.cinclus.operators.standing;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.QueryVectors;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.StandingQueryInfo;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;

/**
 * A random history of two channels: writes, repeats, registrations and drops, a catalog that lags,
 * checkpoints and crashes. Determined by its seed.
 */
final class RandomHistory {
  private static final int STEPS = 400;
  private static final int KEYS = 40;

  private final MatchHarness harness;
  private final Random random;
  private final CollectionInfo books;
  private final CollectionInfo films;
  private final Map<String, StandingQueryInfo> live = new HashMap<>();
  private final Map<String, QueryVector> vectors = new HashMap<>();
  private final long[] next = new long[2];
  private final List<String> everOut = new ArrayList<>();
  private final List<String> committed = new ArrayList<>();
  private List<String> uncommitted = new ArrayList<>();
  private @Nullable Saved newest;
  private int names;

  @SuppressWarnings("ArrayRecordComponent")
  private record Saved(OperatorSubtaskState state, long[] next) {}

  RandomHistory(MatchHarness harness, long seed) {
    this.harness = harness;
    this.random = new Random(seed);
    books = harness.catalog.create("books", 0, 1);
    films = harness.catalog.create("films", 0, 1);
  }

  void run() throws Exception {
    restart();
    for (int step = 0; step < STEPS; step++) {
      step();
      harness.tellEnds();
    }
    harness.catalog.release();
    for (int channel = 0; channel < next.length; channel++) {
      while (next[channel] < harness.wals.get(channel).end()) {
        readNext(channel);
      }
    }
    checkpoint(true);
  }

  private void step() throws Exception {
    int channel = random.nextInt(2);
    CollectionInfo collection = random.nextInt(4) == 0 ? films : books;
    int choice = random.nextInt(40);
    if (choice < 10) {
      long[] keys = random.longs(1 + random.nextInt(4), 0, KEYS).toArray();
      harness.wals.get(channel).insert(collection, channel, keys);
    } else if (choice < 12) {
      harness.wals.get(channel).delete(collection, channel, random.nextInt(KEYS));
    } else if (choice < 14) {
      repeat(harness.wals.get(channel));
    } else if (choice < 16) {
      register(collection);
    } else if (choice < 17) {
      drop();
    } else if (choice < 18) {
      if (random.nextBoolean()) {
        harness.catalog.hold();
      } else {
        harness.catalog.release();
      }
    } else if (choice < 32) {
      if (next[channel] < harness.wals.get(channel).end()) {
        readNext(channel);
      }
    } else if (choice < 36) {
      harness.pass(MatchHarness.DELAY_MILLIS);
    } else if (choice < 39) {
      checkpoint(random.nextInt(4) > 0);
    } else {
      restart();
    }
  }

  /** Appends a recent record again, as a writer does that saw no acknowledgement. */
  private void repeat(Wal wal) {
    if (wal.end() > 0) {
      LogEvent event = wal.at(Math.max(0, wal.end() - 1 - random.nextInt(5)));
      wal.append(LogEvent.newBuilder().setRecord(event.getRecord()));
    }
  }

  private void register(CollectionInfo collection) {
    String name = "q" + names++;
    float[] vector = new float[4];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = random.nextInt(17);
    }
    String filter = random.nextBoolean() ? "" : "id % 3 == " + random.nextInt(3);
    StandingQueryInfo info =
        harness.register(
            collection.name(),
            MatchHarness.near(name, 20f + random.nextInt(200), vector).setFilter(filter));
    live.put(name, info);
    vectors.put(name, QueryVectors.dense(vector));
    for (int channel = 0; channel < next.length; channel++) {
      var unused = harness.begin(channel, collection, info, QueryVectors.dense(vector));
      if (random.nextInt(4) == 0) {
        unused = harness.begin(channel, collection, info, QueryVectors.dense(vector));
      }
    }
  }

  private void drop() {
    if (live.isEmpty()) {
      return;
    }
    String name = new TreeSet<>(live.keySet()).first();
    StandingQueryInfo info = live.remove(name);
    CollectionInfo of =
        harness.catalog.collection("books").standingQueries().containsKey(name) ? books : films;
    for (int channel = 0; channel < next.length; channel++) {
      var unused = harness.end(channel, of, info.getId());
    }
    harness.drop(of.name(), name);
  }

  private void readNext(int channel) throws Exception {
    harness.read(harness.wals.get(channel).at(next[channel]++));
    collect();
  }

  private void collect() {
    for (MatchRecord record : harness.take()) {
      String match =
          text(
              record.getMatch().getQueryId(),
              record.getMatch().getChannel(),
              record.getMatch().getPosition(),
              record.getMatch().getDistance());
      everOut.add(match);
      uncommitted.add(match);
    }
  }

  private void checkpoint(boolean completes) throws Exception {
    OperatorSubtaskState state = harness.checkpoint();
    collect();
    if (completes) {
      newest = new Saved(state, next.clone());
      committed.addAll(uncommitted);
      uncommitted = new ArrayList<>();
    }
  }

  private void restart() throws Exception {
    collectBeforeTheCrash();
    uncommitted = new ArrayList<>();
    Saved from = newest;
    harness.open(from == null ? null : from.state());
    for (int channel = 0; channel < next.length; channel++) {
      next[channel] = from == null ? 0 : from.next()[channel];
      harness.read(
          harness.wals.get(channel).started(next[channel], ChannelProgress.getDefaultInstance()));
    }
  }

  private void collectBeforeTheCrash() {
    if (newest != null || !everOut.isEmpty()) {
      collect();
    }
  }

  /** What has come out, at least once. */
  Set<String> distinct() {
    return new TreeSet<>(everOut);
  }

  /** What came out before checkpoints that completed. */
  List<String> committed() {
    return committed;
  }

  /** What the logs say that matches. */
  Set<String> model() throws Exception {
    Set<String> all = new TreeSet<>();
    for (int channel = 0; channel < next.length; channel++) {
      Wal wal = harness.wals.get(channel);
      Set<String> applied = new HashSet<>();
      Map<Long, StandingQueryBegin> begun = new HashMap<>();
      for (long offset = 0; offset < wal.end(); offset++) {
        WalRecord record = WalRecord.parseFrom(wal.at(offset).getRecord());
        if (!applied.add(record.getWriterId() + ":" + record.getSequence())) {
          continue;
        }
        if (record.getMarker().hasStandingQueryBegin()) {
          StandingQueryBegin begin = record.getMarker().getStandingQueryBegin();
          begun.put(begin.getInfo().getId(), begin);
        } else if (record.getMarker().hasStandingQueryEnd()) {
          begun.remove(record.getMarker().getStandingQueryEnd().getId());
        } else {
          all.addAll(model(channel, offset, record, begun));
        }
      }
    }
    return all;
  }

  private Set<String> model(
      int channel, long offset, WalRecord record, Map<Long, StandingQueryBegin> begun) {
    Set<String> found = new HashSet<>();
    Mutation mutation = record.getMutations().getMutations(0);
    if (!mutation.hasInsert()) {
      return found;
    }
    List<Long> keys = keys(mutation);
    for (int row = 0; row < keys.size(); row++) {
      for (StandingQueryBegin query : begun.values()) {
        float distance = distance(keys.get(row), query.getVector());
        StandingQueryInfo info = query.getInfo();
        if (query.getCollectionId() == record.getCollectionId()
            && distance < info.getRadius()
            && passes(keys.get(row), info.getFilter())) {
          found.add(text(info.getId(), channel, Position.of(offset, row), distance));
        }
      }
    }
    return found;
  }

  private List<Long> keys(Mutation mutation) {
    int keyField = books.schema().primaryKey().id();
    return mutation.getInsert().getRows().getColumnsList().stream()
        .filter(column -> column.getFieldId() == keyField)
        .flatMap(column -> column.getLongs().getValuesList().stream())
        .collect(Collectors.toList());
  }

  private static boolean passes(long key, String filter) {
    return filter.isEmpty() || key % 3 == filter.charAt(filter.length() - 1) - '0';
  }

  private float distance(long key, QueryVector query) {
    Column column = Wal.rows(books, key).column(books.field("vector").id());
    float[] row = ((Column.FloatVectors) column).values();
    float sum = 0;
    for (int i = 0; i < row.length; i++) {
      float difference = row[i] - query.getDense().getValues(i);
      sum += difference * difference;
    }
    return sum;
  }

  private static String text(long query, int channel, long position, float distance) {
    return "%d/%d/%d@%s".formatted(query, channel, position, distance);
  }
}
