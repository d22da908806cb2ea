package io.cinclus.standalone.chaos;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What one key was told to hold, by one writer at a time: what was settled last, and all writes
 * since. Times are ticks of one counter that all threads share, so no two are equal.
 *
 * <p>Not thread-safe.
 */
final class KeyHistory {
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Write> writes = new ArrayList<>();

  /** A key that holds nothing. */
  KeyHistory() {
    settle(Content.NONE);
  }

  /** A write of the key. Until acknowledged it may happen at any time, or not at all. */
  static final class Write {
    private Content content;
    private final long sentAt;
    private long acknowledgedAt;

    private Write(Content content, long sentAt, long acknowledgedAt) {
      this.content = content;
      this.sentAt = sentAt;
      this.acknowledgedAt = acknowledgedAt;
    }

    void acknowledge(long now) {
      acknowledgedAt = now;
    }
  }

  /** A write is being sent. */
  Write begin(Content content, long now) {
    Write write = new Write(content, now, NEVER);
    writes.add(write);
    return write;
  }

  /** It is known what the key holds, and no earlier write can happen any more. */
  void settle(Content content) {
    writes.clear();
    writes.add(new Write(content, 0, 0));
  }

  /** Whatever any write made or may yet make of the key, it is now another thing. */
  void replace(UnaryOperator<Content> replacement) {
    writes.forEach(write -> write.content = replacement.apply(write.content));
  }

  /**
   * What a strong read may find that was sent and answered at these times: the newest write that
   * was acknowledged before it was sent, the later ones if they were sent before its answer came,
   * and any earlier one that was never acknowledged, for it may have happened late.
   */
  Set<Content> possible(long sentAt, long answeredAt) {
    int base = 0;
    for (int i = 0; i < writes.size(); i++) {
      if (writes.get(i).acknowledgedAt < sentAt) {
        base = i;
      }
    }
    Set<Content> possible = new LinkedHashSet<>();
    for (int i = 0; i < writes.size(); i++) {
      Write write = writes.get(i);
      boolean isLate = i < base && write.acknowledgedAt == NEVER;
      if (i == base || isLate || (i > base && write.sentAt < answeredAt)) {
        possible.add(write.content);
      }
    }
    return possible;
  }
}
