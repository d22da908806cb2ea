package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.ShardRouter;
import io.cinclus.v1.StandingQueryInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A collection as the catalog knows it. Immutable.
 *
 * @param id the position of its creation
 * @param database the name of its database
 * @param name as users write it
 * @param schema with field ids
 * @param channels the channel of each shard; a channel may stand there more than once
 * @param partitions in the order of their creation, the default partition first
 * @param indexes in the order of their creation
 * @param loading what is to be searchable, but for the partitions that are released
 * @param settings beyond its fields and indexes
 * @param standingQueries that its new rows are compared with, by name
 */
public record CollectionInfo(
    long id,
    String database,
    String name,
    CollectionSchema schema,
    List<Integer> channels,
    List<PartitionInfo> partitions,
    List<IndexInfo> indexes,
    Loading loading,
    CollectionSettings settings,
    PersistentMap<String, StandingQueryInfo> standingQueries) {

  /** What has been loaded of a collection. */
  public enum Loading {
    NONE,
    /** Single partitions: one that is created later is not loaded. */
    PARTITIONS,
    /** All of it, and with it what is created later. */
    WHOLE
  }

  public CollectionInfo {
    channels = List.copyOf(channels);
    partitions = List.copyOf(partitions);
    indexes = List.copyOf(indexes);
  }

  /** A collection without standing queries, of which all is loaded, or nothing. */
  public CollectionInfo(
      long id,
      String database,
      String name,
      CollectionSchema schema,
      List<Integer> channels,
      List<PartitionInfo> partitions,
      List<IndexInfo> indexes,
      boolean loaded,
      CollectionSettings settings) {
    this(
        id,
        database,
        name,
        schema,
        channels,
        partitions,
        indexes,
        loaded ? Loading.WHOLE : Loading.NONE,
        settings,
        PersistentMap.empty());
  }

  /** A collection without settings. */
  public CollectionInfo(
      long id,
      String database,
      String name,
      CollectionSchema schema,
      List<Integer> channels,
      List<PartitionInfo> partitions,
      List<IndexInfo> indexes,
      boolean loaded) {
    this(
        id, database, name, schema, channels, partitions, indexes, loaded, CollectionSettings.NONE);
  }

  public int shardCount() {
    return channels.size();
  }

  public Optional<PartitionInfo> findPartition(String partition) {
    return partitions.stream().filter(known -> known.name().equals(partition)).findFirst();
  }

  /** The partition of this name; {@link ErrorCode#PARTITION_NOT_FOUND}. */
  public PartitionInfo partition(String partition) {
    return findPartition(partition)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.PARTITION_NOT_FOUND,
                    "there is no partition %s in collection %s: create it first"
                        .formatted(Names.quote(partition), Names.quote(name))));
  }

  /**
   * The numbers, in the order of {@link #partitions}, of the partitions of the first {@code
   * numbers.length} values of the partition key.
   */
  public void route(Column values, int[] numbers) {
    ShardRouter.route(values, partitions.size(), numbers);
  }

  /** Whether any of it is to be searchable. */
  public boolean loaded() {
    return loading != Loading.NONE;
  }

  /** Whether a partition of this collection is to be searchable. */
  public boolean isLoaded(PartitionInfo partition) {
    return loaded() && !partition.released();
  }

  /** The ids of the partitions that are to be searchable. */
  public List<Long> loadedIds() {
    return partitions.stream().filter(this::isLoaded).map(PartitionInfo::id).toList();
  }

  /** The ids of the partitions that are not searchable although the collection is loaded. */
  public Set<Long> releasedIds() {
    return partitions.stream()
        .filter(PartitionInfo::released)
        .map(PartitionInfo::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The ids of the live partitions, in the order of their creation. */
  public List<Long> partitionIds() {
    return partitions.stream().map(PartitionInfo::id).toList();
  }

  /** The field of this name; {@link ErrorCode#FIELD_NOT_FOUND}. */
  public FieldSchema field(String field) {
    return schema
        .field(field)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.FIELD_NOT_FOUND,
                    "there is no field %s in collection %s: its fields are %s"
                        .formatted(
                            Names.quote(field),
                            Names.quote(name),
                            schema.fields().stream().map(FieldSchema::name).toList())));
  }

  /** The index of this name; {@link ErrorCode#INDEX_NOT_FOUND}. */
  public IndexInfo index(String index) {
    return findIndex(index)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.INDEX_NOT_FOUND,
                    "there is no index %s on collection %s: its indexes are %s"
                        .formatted(
                            Names.quote(index),
                            Names.quote(name),
                            indexes.stream().map(IndexInfo::name).toList())));
  }

  public Optional<IndexInfo> findIndex(String index) {
    return indexes.stream().filter(known -> known.name().equals(index)).findFirst();
  }

  /** The index of a field, of JSON the oldest. */
  public Optional<IndexInfo> indexOn(int fieldId) {
    return indexes.stream().filter(known -> known.fieldId() == fieldId).findFirst();
  }

  /** The indexes, and those that nobody created: of the terms that filters may ask for. */
  public List<IndexInfo> builtIndexes() {
    List<IndexInfo> all = new ArrayList<>(indexes);
    for (FieldSchema field : schema.fields()) {
      FieldSchema.Analysis analysis = field.analysis();
      if (analysis != null && analysis.match()) {
        all.add(IndexInfo.ofTerms(field.id()));
      }
    }
    return all;
  }

  /** The standing query of this name; {@link ErrorCode#STANDING_QUERY_NOT_FOUND}. */
  public StandingQueryInfo standingQuery(String query) {
    StandingQueryInfo known = standingQueries.get(query);
    if (known == null) {
      throw new CinclusException(
          ErrorCode.STANDING_QUERY_NOT_FOUND,
          "there is no standing query %s on collection %s: register it first"
              .formatted(Names.quote(query), Names.quote(name)));
    }
    return known;
  }

  CollectionInfo withStandingQueries(PersistentMap<String, StandingQueryInfo> changed) {
    return new CollectionInfo(
        id, database, name, schema, channels, partitions, indexes, loading, settings, changed);
  }

  CollectionInfo withPartition(PartitionInfo partition) {
    return withPartitions(append(partitions, partition));
  }

  CollectionInfo withoutPartition(PartitionInfo partition) {
    return withPartitions(remove(partitions, partition));
  }

  CollectionInfo withIndex(IndexInfo index) {
    return withIndexes(append(indexes, index));
  }

  CollectionInfo withoutIndex(IndexInfo index) {
    return withIndexes(remove(indexes, index));
  }

  /** This with another index in the place of the one that has its id. */
  CollectionInfo withChanged(IndexInfo index) {
    return withIndexes(
        indexes.stream().map(known -> known.id() == index.id() ? index : known).toList());
  }

  CollectionInfo withName(String newDatabase, String newName) {
    return new CollectionInfo(
        id,
        newDatabase,
        newName,
        schema,
        channels,
        partitions,
        indexes,
        loading,
        settings,
        standingQueries);
  }

  CollectionInfo withSchema(CollectionSchema changed) {
    return new CollectionInfo(
        id,
        database,
        name,
        changed,
        channels,
        partitions,
        indexes,
        loading,
        settings,
        standingQueries);
  }

  /** This with all of its partitions loaded, or none. */
  CollectionInfo withLoaded(boolean nowLoaded) {
    List<PartitionInfo> all = partitions.stream().map(one -> one.withReleased(false)).toList();
    Loading now = nowLoaded ? Loading.WHOLE : Loading.NONE;
    return new CollectionInfo(
        id, database, name, schema, channels, all, indexes, now, settings, standingQueries);
  }

  /** This with some of its partitions loaded beside those that are, or released. */
  CollectionInfo withLoaded(List<String> names, boolean nowLoaded) {
    names.forEach(this::partition);
    List<PartitionInfo> changed =
        partitions.stream()
            .map(one -> one.withReleased(names.contains(one.name()) ? !nowLoaded : !isLoaded(one)))
            .toList();
    Loading now = loaded() || !nowLoaded ? loading : Loading.PARTITIONS;
    return new CollectionInfo(
            id, database, name, schema, channels, changed, indexes, now, settings, standingQueries)
        .settled();
  }

  /** A collection that has no partition loaded is not. */
  CollectionInfo settled() {
    boolean hasLoaded = loaded() && !partitions.stream().allMatch(PartitionInfo::released);
    return hasLoaded ? this : withLoaded(false);
  }

  CollectionInfo withSettings(CollectionSettings changed) {
    return new CollectionInfo(
        id,
        database,
        name,
        schema,
        channels,
        partitions,
        indexes,
        loading,
        changed,
        standingQueries);
  }

  CollectionInfo withPartitions(List<PartitionInfo> changed) {
    return new CollectionInfo(
        id, database, name, schema, channels, changed, indexes, loading, settings, standingQueries);
  }

  private CollectionInfo withIndexes(List<IndexInfo> changed) {
    return new CollectionInfo(
        id,
        database,
        name,
        schema,
        channels,
        partitions,
        changed,
        loading,
        settings,
        standingQueries);
  }

  private static <T> List<T> append(List<T> list, T element) {
    List<T> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }

  private static <T> List<T> remove(List<T> list, T element) {
    return list.stream().filter(kept -> !kept.equals(element)).toList();
  }
}
