package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatchBuilder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * Mutations of a shard in position order, inserts as well as deletes. A mutation kills a row of its
 * key iff {@code mutation.position > row.position && mutation.upTo >= row.position}; it does so
 * after its own row and its partition are gone.
 *
 * <p>Immutable; shares its arrays.
 *
 * @param keys an INT64 or VARCHAR value for each mutation
 * @param positions strictly ascending
 * @param upTo the highest position that a mutation kills; its own for an insert
 */
@SuppressWarnings("ArrayRecordComponent")
public record Tombstones(Column keys, long[] positions, long[] upTo) {
  public Tombstones {
    if (keys.capacity() < positions.length || upTo.length != positions.length) {
      throw new IllegalArgumentException(
          "%d positions have %d keys and %d limits"
              .formatted(positions.length, keys.capacity(), upTo.length));
    }
    SegmentKeys.requireAscending(positions);
  }

  /** No mutations of keys of this type. */
  public static Tombstones none(DataType keyType) {
    return new Builder(keyType, 0).build();
  }

  /**
   * All mutations of {@code parts}, which are of ranges that do not overlap; {@link
   * IllegalArgumentException} where they do.
   */
  public static Tombstones concat(DataType keyType, List<Tombstones> parts) {
    List<Tombstones> ordered =
        parts.stream()
            .filter(part -> part.count() > 0)
            .sorted(Comparator.comparingLong(part -> part.positions[0]))
            .toList();
    int count = 0;
    for (Tombstones part : ordered) {
      count = Math.addExact(count, part.count());
    }
    Builder builder = new Builder(keyType, count);
    for (Tombstones part : ordered) {
      builder.append(part, 0, part.count());
    }
    return builder.build();
  }

  /** How many mutations. */
  public int count() {
    return positions.length;
  }

  /** How many stand at or below {@code position}. */
  int countUpTo(long position) {
    int found = Arrays.binarySearch(positions, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** Those above {@code position}. */
  public Tombstones above(long position) {
    int from = countUpTo(position);
    if (from == 0) {
      return this;
    }
    Builder builder = new Builder(keys.type(), count() - from);
    builder.append(this, from, count() - from);
    return builder.build();
  }

  /** Those at the set bits. */
  public Tombstones select(BitSet indexes) {
    Builder builder = new Builder(keys.type(), indexes.cardinality());
    for (int from = indexes.nextSetBit(0); from >= 0; ) {
      int to = indexes.nextClearBit(from);
      builder.append(this, from, to - from);
      from = indexes.nextSetBit(to);
    }
    return builder.build();
  }

  /** Collects mutations into arrays that are allocated once. Single-threaded. */
  static final class Builder {
    private final Column keys;
    private final long[] positions;
    private final long[] upTo;
    private int count;

    Builder(DataType keyType, int capacity) {
      FieldSchema field = FieldSchema.of("key", keyType, Limits.NONE);
      keys = RowBatchBuilder.allocate(field, capacity);
      positions = new long[capacity];
      upTo = new long[capacity];
    }

    void append(Tombstones source, int from, int length) {
      source.keys.copyTo(from, keys, count, length);
      System.arraycopy(source.positions, from, positions, count, length);
      System.arraycopy(source.upTo, from, upTo, count, length);
      count += length;
    }

    /** Mutations {@code from} to {@code to} of a run with these keys. */
    void append(MutationRun run, Column runKeys, int from, int to) {
      runKeys.copyTo(from, keys, count, to - from);
      long limit = run.upTo();
      boolean belowItself = limit == MutationRun.BELOW_ITSELF;
      long firstPosition = run.firstPosition();
      for (int index = from; index < to; index++) {
        long position = firstPosition + index;
        positions[count] = position;
        upTo[count] = belowItself ? position : limit;
        count++;
      }
    }

    /** All that fit; {@link IllegalStateException} if fewer were appended. */
    Tombstones build() {
      if (count != positions.length) {
        throw new IllegalStateException(count + " of " + positions.length + " were appended");
      }
      return new Tombstones(keys, positions, upTo);
    }
  }
}
