package io.cinclus.catalog;

import io.cinclus.v1.ConsistencyLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What a collection is set to beyond its fields and indexes. Immutable.
 *
 * @param consistency of searches that name none
 * @param properties in the order of their names
 * @param fieldProperties of fields that have some, by their ids
 * @param createdAtMillis by the clock of who created it; 0: not known
 * @param schemaTimestamp another one for each schema that the collection has had, as Milvus writes
 *     times: milliseconds in the upper bits; 0: not known
 * @param compactions the newest that were asked for, as positions, oldest first; at most {@link
 *     #MAX_COMPACTIONS}
 */
public record CollectionSettings(
    ConsistencyLevel consistency,
    Map<String, String> properties,
    Map<Integer, Map<String, String>> fieldProperties,
    long createdAtMillis,
    long schemaTimestamp,
    List<Long> compactions) {
  /** Of a collection that was created without a word about them. */
  public static final CollectionSettings NONE =
      new CollectionSettings(ConsistencyLevel.STRONG, Map.of(), Map.of(), 0, 0, List.of());

  /** The property that says how long rows count, as in Milvus; 0 and below: for ever. */
  public static final String TTL_SECONDS = "collection.ttl.seconds";

  /** The longest that rows may be said to count, as in Milvus: a hundred years. */
  public static final long MAX_TTL_SECONDS = 3_155_760_000L;

  /**
   * The property that says how long rows that were deleted or replaced stay to be found by searches
   * as of an earlier time; without it the cluster's default counts.
   */
  public static final String RETENTION_SECONDS = "collection.retention.seconds";

  /** Of older ones nobody asks any more how far they are. */
  static final int MAX_COMPACTIONS = 16;

  private static final int COUNTER_BITS = 18;

  public CollectionSettings {
    if (consistency == ConsistencyLevel.UNRECOGNIZED) {
      consistency = ConsistencyLevel.STRONG; // More than what a later release may mean by it.
    }
    properties = Properties.sorted(properties);
    Map<Integer, Map<String, String>> ofFields = new TreeMap<>();
    fieldProperties.forEach((field, set) -> ofFields.put(field, Properties.sorted(set)));
    fieldProperties = Map.copyOf(ofFields);
    compactions = List.copyOf(compactions);
  }

  /**
   * A time as Milvus writes it, whose counter tells apart what happened within a millisecond; 0
   * where no time is known.
   */
  public static long timestamp(long millis, long counter) {
    return millis == 0 ? 0 : (millis << COUNTER_BITS) | (counter & ((1L << COUNTER_BITS) - 1));
  }

  /** How long rows count after they were written; empty: for ever. */
  public OptionalLong ttlMillis() {
    OptionalLong ttl = millis(TTL_SECONDS);
    return ttl.isPresent() && ttl.getAsLong() > 0 ? ttl : OptionalLong.empty();
  }

  /**
   * How long rows that were deleted or replaced stay for searches of the past, at least; empty: as
   * the cluster says.
   */
  public OptionalLong retentionMillis() {
    OptionalLong retention = millis(RETENTION_SECONDS);
    return retention.isPresent() && retention.getAsLong() >= 0 ? retention : OptionalLong.empty();
  }

  private OptionalLong millis(String property) {
    String seconds = properties.get(property);
    try {
      return seconds == null
          ? OptionalLong.empty()
          : OptionalLong.of(TimeUnit.SECONDS.toMillis(Long.parseLong(seconds.strip())));
    } catch (NumberFormatException e) {
      return OptionalLong
          .empty(); // Refused at the edge; what got in all the same takes nothing away.
    }
  }

  /** The properties of a field. */
  public Map<String, String> ofField(int fieldId) {
    return fieldProperties.getOrDefault(fieldId, Map.of());
  }

  CollectionSettings withConsistency(ConsistencyLevel level) {
    return new CollectionSettings(
        level, properties, fieldProperties, createdAtMillis, schemaTimestamp, compactions);
  }

  CollectionSettings withProperties(Map<String, String> changed) {
    return new CollectionSettings(
        consistency, changed, fieldProperties, createdAtMillis, schemaTimestamp, compactions);
  }

  CollectionSettings withFieldProperties(int fieldId, Map<String, String> changed) {
    Map<Integer, Map<String, String>> ofFields = new TreeMap<>(fieldProperties);
    ofFields.put(fieldId, changed);
    if (changed.isEmpty()) {
      ofFields.remove(fieldId);
    }
    return new CollectionSettings(
        consistency, properties, ofFields, createdAtMillis, schemaTimestamp, compactions);
  }

  CollectionSettings withSchemaTimestamp(long timestamp) {
    return new CollectionSettings(
        consistency, properties, fieldProperties, createdAtMillis, timestamp, compactions);
  }

  CollectionSettings withCompaction(long position) {
    List<Long> asked = new ArrayList<>(compactions);
    asked.add(position);
    return new CollectionSettings(
        consistency,
        properties,
        fieldProperties,
        createdAtMillis,
        schemaTimestamp,
        asked.subList(Math.max(0, asked.size() - MAX_COMPACTIONS), asked.size()));
  }

  /** The newest compaction that was asked for; 0: none. */
  public long newestCompaction() {
    return compactions.isEmpty() ? 0 : compactions.get(compactions.size() - 1);
  }
}
