package io.cinclus.catalog;

/**
 * How large a catalog can become. The fold decides by these numbers, so a change of one needs a new
 * fold version. Stateless.
 */
public final class CatalogLimits {
  public static final int MAX_DATABASES = 64;
  public static final int MAX_COLLECTIONS_PER_DATABASE = 65_536;
  public static final int MAX_ALIASES_PER_DATABASE = 65_536;

  /** The default partition counts. */
  public static final int MAX_PARTITIONS_PER_COLLECTION = 1_024;

  public static final int MAX_SHARDS_PER_COLLECTION = 16;

  /** The dynamic field does not count. */
  public static final int MAX_FIELDS = 64;

  public static final int MAX_VECTOR_FIELDS = 10;
  public static final int MAX_DIMENSION = 32_768;

  /** Of binary vectors. */
  public static final int MAX_BINARY_DIMENSION = 8 * MAX_DIMENSION;

  public static final int MAX_VARCHAR_BYTES = 65_535;
  public static final int MAX_ARRAY_CAPACITY = 4_096;
  public static final int MAX_INDEX_PARAMETERS = 64;

  /** Of the name and of the value of each, in characters. */
  public static final int MAX_INDEX_PARAMETER_LENGTH = 1_024;

  /** Of a database, a collection, a field or an index. */
  public static final int MAX_PROPERTIES = 64;

  /** Of the name and of the value of each, in characters. */
  public static final int MAX_PROPERTY_LENGTH = 1_024;

  /** Of what says how a field is cut into terms, in characters. */
  public static final int MAX_ANALYZER_LENGTH = 65_536;

  /** Of a collection and of each of its fields, in characters. */
  public static final int MAX_DESCRIPTION_LENGTH = 4_096;

  public static final int MAX_NAME_LENGTH = 255;
  public static final int MAX_COMMAND_ID_LENGTH = 256;

  public static final int MAX_USERS = 100;

  /** The two that every catalog has count. */
  public static final int MAX_ROLES = 10;

  public static final int MAX_GRANTS_PER_ROLE = 16_384;
  public static final int MAX_PRIVILEGE_GROUPS = 1_024;
  public static final int MAX_PRIVILEGES_PER_GROUP = 256;
  public static final int MAX_USER_NAME_LENGTH = 32;
  public static final int MAX_PASSWORD_HASH_LENGTH = 256;

  /** Those that are done among them, of which the oldest are forgotten. */
  public static final int MAX_IMPORTS = 1_024;

  public static final int MAX_IMPORT_FILES = 1_024;

  /** In characters. */
  public static final int MAX_IMPORT_PATH_LENGTH = 1_024;

  public static final int MAX_STANDING_QUERIES_PER_COLLECTION = 10_000;

  /** In characters. */
  public static final int MAX_STANDING_FILTER_LENGTH = 2_048;

  /** Kafka's own limit, in characters. */
  public static final int MAX_TOPIC_LENGTH = 249;

  /** Of the message that an outcome keeps, in characters. */
  public static final int MAX_MESSAGE_LENGTH = 1_024;

  /** Of how many commands the outcome is kept; a repeat of an older one is a new command. */
  public static final int MAX_OUTCOMES = 10_000;

  private CatalogLimits() {}
}
