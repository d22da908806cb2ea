package io.cinclus.log;

/**
 * Which records of one writer a channel has applied: a repeat is recognised, and a new record
 * taken, where its sequence is less than {@link #SIZE} below the highest that was applied. One that
 * is further below counts as a repeat: a writer sees to it that none lands so late.
 *
 * <p>A fold of the log and of nothing else: who starts at an offset with the window as it was there
 * decides as those did who came from before. Not thread-safe.
 */
public final class WriterWindow {
  /** Sequences that are told apart: the highest that was applied and those next below it. */
  public static final int SIZE = Long.SIZE;

  private static final long NONE = -1;

  private final long writerId;
  private long highest = NONE;
  private long lastOffset = NONE;

  /** Bit n: sequence {@code highest - n} was applied. */
  private long applied;

  /** A writer that was never heard of. Sequences start at 0. */
  public WriterWindow(long writerId) {
    this.writerId = writerId;
  }

  /** As told by {@link #toProto}. */
  public static WriterWindow fromProto(io.cinclus.v1.WriterWindow proto) {
    WriterWindow window = new WriterWindow(proto.getWriterId());
    window.highest = proto.getHighest();
    window.applied = proto.getApplied();
    window.lastOffset = proto.getLastOffset();
    return window;
  }

  public long writerId() {
    return writerId;
  }

  /** The log offset of the newest record that was applied; -1: none was. */
  public long lastOffset() {
    return lastOffset;
  }

  /**
   * Whether the record is new; if so it counts as applied.
   *
   * @param offset of the record in the log, higher than those before
   */
  public boolean accept(long sequence, long offset) {
    if (sequence < 0 || sequence <= highest - SIZE) {
      return false;
    }
    if (sequence > highest) {
      long step = sequence - highest;
      applied = step < SIZE ? applied << step | 1 : 1;
      highest = sequence;
    } else {
      long bit = 1L << (highest - sequence);
      if ((applied & bit) != 0) {
        return false;
      }
      applied |= bit;
    }
    lastOffset = offset;
    return true;
  }

  /** The window as it is now. */
  public io.cinclus.v1.WriterWindow toProto() {
    return io.cinclus.v1.WriterWindow.newBuilder()
        .setWriterId(writerId)
        .setHighest(highest)
        .setApplied(applied)
        .setLastOffset(lastOffset)
        .build();
  }
}
