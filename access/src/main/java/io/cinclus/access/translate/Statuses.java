package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.Status;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures as Milvus' statuses, which every client understands: both the code and the field that
 * older clients look at are set. Stateless.
 */
@SuppressWarnings("deprecation") // Clients look at the legacy code first.
public final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  /** What Milvus says of failures that have no code of their own. */
  private static final int UNEXPECTED = 65_535;

  private static final int SERVICE_NOT_READY = 1;
  private static final int SERVICE_UNAVAILABLE = 2;
  private static final int SERVICE_INTERNAL = 5;
  private static final int RATE_LIMIT = 8;
  private static final int COLLECTION_NOT_FOUND = 100;
  private static final int COLLECTION_NOT_LOADED = 101;
  private static final int SCHEMA_MISMATCH = 109;
  private static final int PARTITION_NOT_FOUND = 200;
  private static final int PARTITION_NOT_LOADED = 201;
  private static final int INDEX_NOT_FOUND = 700;
  private static final int DATABASE_NOT_FOUND = 800;
  private static final int PARAMETER_INVALID = 1100;
  private static final int NOT_AUTHENTICATED = 1400;
  private static final int NOT_PERMITTED = 1401;
  private static final int ALIAS_NOT_FOUND = 1600;
  private static final int ALIAS_EXISTS = 1602;
  private static final int FIELD_NOT_FOUND = 1700;
  private static final int IMPORT_FAILED = 2100;

  private Statuses() {}

  public static Status ok() {
    return Status.newBuilder()
        .setErrorCode(io.cinclus.milvus.grpc.ErrorCode.Success)
        .setCode(0)
        .build();
  }

  /** The status of whatever has gone wrong; what nobody foresaw is logged. */
  public static Status of(Throwable failure) {
    Throwable cause = unwrap(failure);
    if (cause instanceof CinclusException known) {
      return of(known.code(), String.valueOf(known.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return of(
          ErrorCode.OVERLOADED,
          "too many calls wait for this access node already: call again later, or more slowly");
    }
    LOG.error("a call failed", cause);
    return of(
        ErrorCode.INTERNAL,
        "the call failed (%s); the log of the access node says more".formatted(cause));
  }

  /** The status of a code that is not {@link ErrorCode#OK}. */
  public static Status of(ErrorCode code, String message) {
    return Status.newBuilder()
        .setCode(number(code))
        .setErrorCode(legacy(code))
        .setReason(wordsThatClientsLookFor(code) + message)
        .setRetriable(isRetriable(code))
        .build();
  }

  private static String wordsThatClientsLookFor(ErrorCode code) {
    return switch (code) {
      case COLLECTION_NOT_FOUND -> "can't find collection: ";
      case COLLECTION_NOT_LOADED -> "collection not loaded: ";
      case INDEX_EXISTS -> "at most one distinct index is allowed per field: ";
      case USER_NOT_FOUND ->
          "not found the user, maybe the user isn't existed or internal system error: ";
      case ROLE_NOT_FOUND ->
          "not found the role, maybe the role isn't existed or internal system error: ";
      default -> "";
    };
  }

  /** What stands behind the exceptions of futures. */
  public static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isRetriable(ErrorCode code) {
    return code == ErrorCode.OVERLOADED
        || code == ErrorCode.NOT_READY
        || code == ErrorCode.EXPIRED
        || code == ErrorCode.WRITE_NOT_ACKNOWLEDGED;
  }

  private static int number(ErrorCode code) {
    return switch (code) {
      case OK -> 0;
      case NOT_READY -> SERVICE_NOT_READY;
      case EXPIRED, WRITE_NOT_ACKNOWLEDGED -> SERVICE_UNAVAILABLE;
      case INTERNAL, STORAGE_CORRUPT -> SERVICE_INTERNAL;
      case OVERLOADED -> RATE_LIMIT;
      case COLLECTION_NOT_FOUND -> COLLECTION_NOT_FOUND;
      case COLLECTION_NOT_LOADED -> COLLECTION_NOT_LOADED;
      case SCHEMA_MISMATCH -> SCHEMA_MISMATCH;
      case PARTITION_NOT_FOUND -> PARTITION_NOT_FOUND;
      case PARTITION_NOT_LOADED -> PARTITION_NOT_LOADED;
      case INDEX_NOT_FOUND -> INDEX_NOT_FOUND;
      case DATABASE_NOT_FOUND -> DATABASE_NOT_FOUND;
      case NOT_AUTHENTICATED -> NOT_AUTHENTICATED;
      case NOT_PERMITTED -> NOT_PERMITTED;
      case ALIAS_NOT_FOUND -> ALIAS_NOT_FOUND;
      case ALIAS_EXISTS -> ALIAS_EXISTS;
      case FIELD_NOT_FOUND -> FIELD_NOT_FOUND;
      case BAD_IMPORT, IMPORT_NOT_FOUND -> IMPORT_FAILED;
      case BAD_REQUEST,
          BAD_SCHEMA,
          BAD_VECTOR,
          BAD_FILTER,
          BAD_ROW,
          BAD_PARAMETER,
          LIMIT_EXCEEDED,
          HISTORY_GONE ->
          PARAMETER_INVALID;
      case BAD_LIMIT,
          DATABASE_EXISTS,
          DATABASE_NOT_EMPTY,
          COLLECTION_EXISTS,
          PARTITION_EXISTS,
          INDEX_EXISTS,
          STANDING_QUERY_NOT_FOUND,
          STANDING_QUERY_EXISTS,
          USER_NOT_FOUND,
          USER_EXISTS,
          ROLE_NOT_FOUND,
          ROLE_EXISTS,
          PRIVILEGE_GROUP_NOT_FOUND,
          PRIVILEGE_GROUP_EXISTS,
          IN_USE ->
          UNEXPECTED;
    };
  }

  private static io.cinclus.milvus.grpc.ErrorCode legacy(ErrorCode code) {
    return switch (number(code)) {
      case 0 -> io.cinclus.milvus.grpc.ErrorCode.Success;
      case SERVICE_NOT_READY -> io.cinclus.milvus.grpc.ErrorCode.NotReadyServe;
      case RATE_LIMIT -> io.cinclus.milvus.grpc.ErrorCode.RateLimit;
      case COLLECTION_NOT_FOUND -> io.cinclus.milvus.grpc.ErrorCode.CollectionNotExists;
      case SCHEMA_MISMATCH -> io.cinclus.milvus.grpc.ErrorCode.SchemaMismatch;
      case INDEX_NOT_FOUND -> io.cinclus.milvus.grpc.ErrorCode.IndexNotExist;
      case PARAMETER_INVALID -> io.cinclus.milvus.grpc.ErrorCode.IllegalArgument;
      default -> io.cinclus.milvus.grpc.ErrorCode.UnexpectedError;
    };
  }
}
