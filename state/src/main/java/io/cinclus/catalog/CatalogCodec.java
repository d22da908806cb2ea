package io.cinclus.catalog;

import com.google.protobuf.CodedOutputStream;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AliasInfo;
import io.cinclus.v1.CatalogSnapshot;
import io.cinclus.v1.FieldProperties;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.StandingQueryInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Catalogs as bytes: equal catalogs give equal bytes, which decode to an equal catalog; bytes that
 * were damaged are refused, never read. Stateless.
 *
 * <p>A snapshot is, in little-endian order: the magic {@code CINCLCAT}, its format (int), the fold
 * version (int), the position (long), the length of the body (int), the CRC32C of everything but
 * itself (int), and the body, a {@code CatalogSnapshot}.
 */
public final class CatalogCodec {
  private static final long MAGIC =
      ByteBuffer.wrap(new byte[] {'C', 'I', 'N', 'C', 'L', 'C', 'A', 'T'})
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();
  private static final int FORMAT = 1;
  private static final int CHECKSUM_OFFSET = 28;
  private static final int HEADER_BYTES = 32;

  private CatalogCodec() {}

  /** The whole catalog. */
  public static byte[] encodeSnapshot(Catalog catalog) {
    CatalogSnapshot message = snapshotMessage(catalog);
    int bodyBytes = message.getSerializedSize();
    byte[] bytes = new byte[HEADER_BYTES + bodyBytes];
    CodedOutputStream body = CodedOutputStream.newInstance(bytes, HEADER_BYTES, bodyBytes);
    body.useDeterministicSerialization();
    try {
      message.writeTo(body);
      body.checkNoSpaceLeft();
    } catch (IOException impossible) {
      throw new UncheckedIOException("the array has the message's size", impossible);
    }
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(MAGIC)
        .putInt(FORMAT)
        .putInt(catalog.foldVersion())
        .putLong(catalog.position())
        .putInt(bodyBytes)
        .putInt(checksum(bytes));
    return bytes;
  }

  /**
   * The catalog that was encoded.
   *
   * @throws CinclusException {@link ErrorCode#STORAGE_CORRUPT} where the bytes are not those that
   *     were written; {@link ErrorCode#NOT_READY} where this release cannot fold on from there
   */
  public static Catalog decodeSnapshot(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw corrupt("%d bytes are too few".formatted(bytes.length));
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getLong() != MAGIC) {
      throw corrupt("it does not begin as one");
    }
    int format = header.getInt();
    int version = header.getInt();
    long position = header.getLong();
    int bodyBytes = header.getInt();
    if (bodyBytes != bytes.length - HEADER_BYTES) {
      throw corrupt(
          "it names %d bytes and has %d".formatted(bodyBytes, bytes.length - HEADER_BYTES));
    }
    if (header.getInt() != checksum(bytes)) {
      throw corrupt("its checksum does not match");
    }
    if (format != FORMAT) {
      throw new CinclusException(
          ErrorCode.NOT_READY,
          "the catalog snapshot has format %d, this release knows %d: upgrade it"
              .formatted(format, FORMAT));
    }
    CatalogFold.requireKnown(version, position);
    return decodeBody(bytes);
  }

  private static Catalog decodeBody(byte[] bytes) {
    try {
      CatalogSnapshot message =
          CatalogSnapshot.parseFrom(
              ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES));
      return catalog(message);
    } catch (IOException | CinclusException unreadable) {
      throw new CinclusException(
          ErrorCode.STORAGE_CORRUPT,
          "the catalog snapshot has the right checksum but cannot be read: report this",
          unreadable);
    }
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_OFFSET);
    crc.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) crc.getValue();
  }

  private static CinclusException corrupt(String what) {
    return new CinclusException(
        ErrorCode.STORAGE_CORRUPT,
        "this is no intact catalog snapshot, %s: use an older one, or read the log from its start"
            .formatted(what));
  }

  private static CatalogSnapshot snapshotMessage(Catalog catalog) {
    CatalogSnapshot.Builder message =
        CatalogSnapshot.newBuilder()
            .setPosition(catalog.position())
            .setFoldVersion(catalog.foldVersion())
            .setDeadLetterCount(catalog.deadLetterCount());
    for (DatabaseInfo database : catalog.databases().values()) {
      io.cinclus.v1.DatabaseInfo.Builder part =
          message
              .addDatabasesBuilder()
              .setId(database.id())
              .setName(database.name())
              .putAllProperties(database.properties())
              .setCreatedAtMillis(database.createdAtMillis());
      for (CollectionInfo collection : catalog.collections(database.name())) {
        part.addCollections(encode(collection));
      }
      database
          .aliases()
          .forEach((alias, id) -> part.addAliasesBuilder().setName(alias).setCollectionId(id));
    }
    if (!catalog.access().equals(AccessControl.INITIAL)) {
      message.setAccessControl(AccessCodec.encode(catalog.access()));
    }
    message.addAllImports(catalog.imports().values());
    for (CommandOutcome outcome : catalog.outcomes().oldestFirst()) {
      message
          .addOutcomesBuilder()
          .setCommandId(outcome.commandId())
          .setPosition(outcome.position())
          .setCode(outcome.code().number())
          .setMessage(outcome.message());
    }
    return message.build();
  }

  private static Catalog catalog(CatalogSnapshot message) {
    PersistentMap<String, DatabaseInfo> databases = PersistentMap.empty();
    PersistentMap<Long, CollectionInfo> collections = PersistentMap.empty();
    for (io.cinclus.v1.DatabaseInfo part : message.getDatabasesList()) {
      DatabaseInfo database =
          DatabaseInfo.empty(
              part.getId(), part.getName(), part.getPropertiesMap(), part.getCreatedAtMillis());
      PersistentMap<String, Long> ids = database.collectionIds();
      for (io.cinclus.v1.CollectionInfo collection : part.getCollectionsList()) {
        ids = ids.with(collection.getName(), collection.getId());
        collections = collections.with(collection.getId(), decode(part.getName(), collection));
      }
      PersistentMap<String, Long> aliases = database.aliases();
      for (AliasInfo alias : part.getAliasesList()) {
        aliases = aliases.with(alias.getName(), alias.getCollectionId());
      }
      databases =
          databases.with(database.name(), database.withCollectionIds(ids).withAliases(aliases));
    }
    PersistentMap<Long, ImportInfo> imports = PersistentMap.empty();
    for (ImportInfo one : message.getImportsList()) {
      imports = imports.with(one.getId(), one);
    }
    Outcomes outcomes = Outcomes.NONE;
    for (io.cinclus.v1.CommandOutcome outcome : message.getOutcomesList()) {
      outcomes =
          outcomes.with(
              new CommandOutcome(
                  outcome.getCommandId(),
                  outcome.getPosition(),
                  ErrorCode.ofNumber(outcome.getCode()),
                  outcome.getMessage()));
    }
    return new Catalog(
        message.getPosition(),
        message.getFoldVersion(),
        message.getDeadLetterCount(),
        databases,
        collections,
        message.hasAccessControl()
            ? AccessCodec.decode(message.getAccessControl())
            : AccessControl.INITIAL,
        imports,
        outcomes);
  }

  /** The collection without the name of its database. */
  public static io.cinclus.v1.CollectionInfo encode(CollectionInfo collection) {
    io.cinclus.v1.CollectionInfo.Builder message =
        io.cinclus.v1.CollectionInfo.newBuilder()
            .setId(collection.id())
            .setName(collection.name())
            .setSchema(SchemaCodec.encode(collection.schema()))
            .addAllChannels(collection.channels())
            .setLoaded(collection.loaded())
            .setLoadedInParts(collection.loading() == CollectionInfo.Loading.PARTITIONS);
    if (!collection.settings().equals(CollectionSettings.NONE)) {
      message.setSettings(encode(collection.settings()));
    }
    for (PartitionInfo partition : collection.partitions()) {
      message
          .addPartitionsBuilder()
          .setId(partition.id())
          .setName(partition.name())
          .setReleased(partition.released())
          .setCreatedAtMillis(partition.createdAtMillis());
    }
    for (IndexInfo index : collection.indexes()) {
      message
          .addIndexesBuilder()
          .setId(index.id())
          .setName(index.name())
          .setFieldId(index.fieldId())
          .setIndexType(index.indexType())
          .setMetricType(index.metricType())
          .putAllParams(index.params())
          .putAllProperties(index.properties());
    }
    message.addAllStandingQueries(collection.standingQueries().values());
    return message.build();
  }

  /** The collection of {@code database}; {@link ErrorCode#BAD_SCHEMA}. */
  public static CollectionInfo decode(String database, io.cinclus.v1.CollectionInfo message) {
    return new CollectionInfo(
        message.getId(),
        database,
        message.getName(),
        SchemaCodec.decode(message.getSchema()),
        message.getChannelsList(),
        message.getPartitionsList().stream()
            .map(
                partition ->
                    new PartitionInfo(
                        partition.getId(),
                        partition.getName(),
                        partition.getReleased(),
                        partition.getCreatedAtMillis()))
            .toList(),
        message.getIndexesList().stream().map(CatalogCodec::decode).toList(),
        loading(message),
        decode(message.getSettings()),
        standingQueries(message));
  }

  private static PersistentMap<String, StandingQueryInfo> standingQueries(
      io.cinclus.v1.CollectionInfo message) {
    PersistentMap<String, StandingQueryInfo> byName = PersistentMap.empty();
    for (StandingQueryInfo query : message.getStandingQueriesList()) {
      byName = byName.with(query.getName(), query);
    }
    return byName;
  }

  private static CollectionInfo.Loading loading(io.cinclus.v1.CollectionInfo message) {
    if (!message.getLoaded()) {
      return CollectionInfo.Loading.NONE;
    }
    return message.getLoadedInParts()
        ? CollectionInfo.Loading.PARTITIONS
        : CollectionInfo.Loading.WHOLE;
  }

  private static io.cinclus.v1.CollectionSettings encode(CollectionSettings settings) {
    io.cinclus.v1.CollectionSettings.Builder message =
        io.cinclus.v1.CollectionSettings.newBuilder()
            .setConsistency(settings.consistency())
            .putAllProperties(settings.properties())
            .setCreatedAtMillis(settings.createdAtMillis())
            .setSchemaTimestamp(settings.schemaTimestamp())
            .addAllCompactions(settings.compactions());
    settings
        .fieldProperties()
        .forEach(
            (field, properties) ->
                message.putFieldProperties(
                    field, FieldProperties.newBuilder().putAllProperties(properties).build()));
    return message.build();
  }

  private static CollectionSettings decode(io.cinclus.v1.CollectionSettings message) {
    Map<Integer, Map<String, String>> fieldProperties = new HashMap<>();
    message
        .getFieldPropertiesMap()
        .forEach((field, properties) -> fieldProperties.put(field, properties.getPropertiesMap()));
    return new CollectionSettings(
        message.getConsistency(),
        message.getPropertiesMap(),
        fieldProperties,
        message.getCreatedAtMillis(),
        message.getSchemaTimestamp(),
        message.getCompactionsList());
  }

  private static IndexInfo decode(io.cinclus.v1.IndexInfo message) {
    return new IndexInfo(
        message.getId(),
        message.getName(),
        message.getFieldId(),
        message.getIndexType(),
        message.getMetricType(),
        message.getParamsMap(),
        message.getPropertiesMap());
  }
}
