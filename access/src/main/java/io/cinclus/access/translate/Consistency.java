package io.cinclus.access.translate;

import io.cinclus.v1.ConsistencyLevel;

/**
 * How fresh an answer must be, from the level and the timestamp that clients send. Stateless.
 *
 * <p>A timestamp that came from a write, or from the clock, is answered as {@code STRONG}: such an
 * answer has every write that was acknowledged before, so also those up to the timestamp, and costs
 * milliseconds. So does {@code Session}, since the protocol has no room for positions, and a search
 * with the collection's own level that brings the timestamp of a write.
 */
public final class Consistency {
  /** Any state will do. */
  private static final long EVENTUALLY = 1;

  /** A state that lags a little will do. */
  private static final long BOUNDED = 2;

  private Consistency() {}

  /**
   * The level of a request.
   *
   * @param level that was sent
   * @param useDefault the collection's own is asked for
   * @param timestamp that was sent, unsigned; 0: none
   * @param ofCollection its own level
   */
  public static ConsistencyLevel of(
      io.cinclus.milvus.grpc.ConsistencyLevel level,
      boolean useDefault,
      long timestamp,
      ConsistencyLevel ofCollection) {
    if (useDefault) {
      boolean ofWrite = Long.compareUnsigned(timestamp, BOUNDED) > 0;
      return ofWrite || ofCollection == ConsistencyLevel.SESSION
          ? ConsistencyLevel.STRONG
          : ofCollection;
    }
    return switch (level) {
      case Bounded -> ConsistencyLevel.BOUNDED;
      case Eventually -> ConsistencyLevel.EVENTUALLY;
      case Session -> ConsistencyLevel.STRONG;
      // The level of clients that send none is Strong too; they mean the timestamp.
      case Strong, Customized, UNRECOGNIZED -> ofTimestamp(timestamp);
    };
  }

  /** A level that a collection is given, as it is kept. */
  public static ConsistencyLevel kept(io.cinclus.milvus.grpc.ConsistencyLevel level) {
    return switch (level) {
      case Session -> ConsistencyLevel.SESSION;
      case Bounded -> ConsistencyLevel.BOUNDED;
      case Eventually -> ConsistencyLevel.EVENTUALLY;
      case Strong, Customized, UNRECOGNIZED -> ConsistencyLevel.STRONG;
    };
  }

  /** A kept level as Milvus calls it. */
  public static io.cinclus.milvus.grpc.ConsistencyLevel toMilvus(ConsistencyLevel level) {
    return switch (level) {
      case SESSION -> io.cinclus.milvus.grpc.ConsistencyLevel.Session;
      case BOUNDED -> io.cinclus.milvus.grpc.ConsistencyLevel.Bounded;
      case EVENTUALLY -> io.cinclus.milvus.grpc.ConsistencyLevel.Eventually;
      case STRONG, UNRECOGNIZED -> io.cinclus.milvus.grpc.ConsistencyLevel.Strong;
    };
  }

  private static ConsistencyLevel ofTimestamp(long timestamp) {
    if (timestamp == EVENTUALLY) {
      return ConsistencyLevel.EVENTUALLY;
    }
    return timestamp == BOUNDED ? ConsistencyLevel.BOUNDED : ConsistencyLevel.STRONG;
  }
}
