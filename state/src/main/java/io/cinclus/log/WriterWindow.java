package io.cinclus.log;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which records of one writer a channel has applied: a repeat is recognised, whatever order an
 * ambiguous send came to land in, as long as the writer keeps no more than {@link #SIZE} records
 * unacknowledged on the channel. A record older than that counts as a repeat.
 *
 * <p>Remembers the log offset of each record, so that the window can be told as it was at an
 * earlier offset. Not thread-safe.
 */
public final class WriterWindow {
  /** Sequences that are told apart; the most records that a writer may have in flight. */
  public static final int SIZE = 64;

  private static final long NOT_APPLIED = -1;

  private final long writerId;
  private long highest;

  /** Log offset by sequence modulo size, for the sequences (highest - SIZE, highest]. */
  private final long[] offsets = new long[SIZE];

  /** A writer that was never heard of. Sequences start at 0. */
  public WriterWindow(long writerId) {
    this.writerId = writerId;
    this.highest = -1;
    Arrays.fill(offsets, NOT_APPLIED);
  }

  /** As told by {@link #at}: every applied sequence counts as applied before any offset. */
  public static WriterWindow fromProto(io.cinclus.v1.WriterWindow proto) {
    WriterWindow window = new WriterWindow(proto.getWriterId());
    window.highest = proto.getHighest();
    for (int back = 0; back < SIZE && back <= window.highest; back++) {
      if ((proto.getApplied() >>> back & 1) != 0) {
        long known = back < proto.getOffsetsCount() ? proto.getOffsets(back) : 0;
        window.offsets[slot(window.highest - back)] = known;
      }
    }
    return window;
  }

  public long writerId() {
    return writerId;
  }

  /** The log offset of the newest record that was applied. */
  public long lastOffset() {
    return highest < 0 ? NOT_APPLIED : offsets[slot(highest)];
  }

  /** Whether the record is new; if so it counts as applied at {@code offset}. */
  public boolean accept(long sequence, long offset) {
    if (sequence <= highest - SIZE || sequence < 0) {
      return false;
    }
    if (sequence <= highest) {
      if (offsets[slot(sequence)] != NOT_APPLIED) {
        return false;
      }
    } else {
      long first = Math.max(highest + 1, sequence - SIZE + 1);
      for (long skipped = first; skipped < sequence; skipped++) {
        offsets[slot(skipped)] = NOT_APPLIED;
      }
      highest = sequence;
    }
    offsets[slot(sequence)] = offset;
    return true;
  }

  /** The window with its offsets, as it is now. */
  public io.cinclus.v1.WriterWindow toProto() {
    io.cinclus.v1.WriterWindow.Builder proto =
        io.cinclus.v1.WriterWindow.newBuilder().setWriterId(writerId);
    proto.setHighest(highest).setApplied(appliedBits(highest, Long.MAX_VALUE));
    for (int back = 0; back < SIZE && back <= highest; back++) {
      proto.addOffsets(offsets[slot(highest - back)]);
    }
    return proto.build();
  }

  /**
   * The window as it was when the records below {@code nextOffset} had been applied, if any had.
   */
  public Optional<io.cinclus.v1.WriterWindow> at(long nextOffset) {
    for (long newest = highest; newest > highest - SIZE && newest >= 0; newest--) {
      long offset = offsets[slot(newest)];
      if (offset != NOT_APPLIED && offset < nextOffset) {
        return Optional.of(
            io.cinclus.v1.WriterWindow.newBuilder()
                .setWriterId(writerId)
                .setHighest(newest)
                .setApplied(appliedBits(newest, nextOffset))
                .build());
      }
    }
    return Optional.empty();
  }

  /**
   * Bit n: {@code newest - n} was applied below {@code nextOffset}. What has left the window, seen
   * from the newest of all, was applied.
   */
  private long appliedBits(long newest, long nextOffset) {
    long bits = 0;
    for (int back = 0; back < SIZE && back <= newest; back++) {
      long sequence = newest - back;
      long offset = sequence <= highest - SIZE ? 0 : offsets[slot(sequence)];
      if (offset != NOT_APPLIED && offset < nextOffset) {
        bits |= 1L << back;
      }
    }
    return bits;
  }

  private static int slot(long sequence) {
    return (int) (sequence % SIZE);
  }
}
