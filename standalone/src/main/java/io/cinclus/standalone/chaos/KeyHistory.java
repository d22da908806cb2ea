package io.cinclus.standalone.chaos;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What one key was told to hold, by any number of writers at the same time: what was settled last,
 * and all writes since. Times are ticks of one counter that all threads share, so no two are equal.
 *
 * <p>Writes that overlap may have happened in either order; a write that was acknowledged before
 * another was sent happened before it. What strong reads have shown narrows this further: later
 * reads show nothing older.
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

  /** A write of the key. Until it is known to have happened it may at any time, or not at all. */
  static final class Write {
    private Content content;
    private final long sentAt;

    /** It had happened by then. */
    private long happenedAt = NEVER;

    /** Another write had taken its place by then. */
    private long replacedAt = NEVER;

    private boolean isAcknowledged;

    private Write(Content content, long sentAt) {
      this.content = content;
      this.sentAt = sentAt;
    }

    void acknowledge(long now) {
      isAcknowledged = true;
      seen(now);
    }

    private void seen(long now) {
      happenedAt = Math.min(happenedAt, now);
    }

    private void forget() {
      happenedAt = NEVER;
      replacedAt = NEVER;
    }
  }

  /** A write is being sent. */
  Write begin(Content content, long now) {
    Write write = new Write(content, now);
    writes.add(write);
    return write;
  }

  /** It is known what the key holds, and no earlier write can happen any more. */
  void settle(Content content) {
    writes.clear();
    writes.add(acknowledged(content));
  }

  private static Write acknowledged(Content content) {
    Write write = new Write(content, 0);
    write.acknowledge(0);
    return write;
  }

  /**
   * All acknowledged writes are undone; the others, also those that were seen, may have happened
   * before, may happen (again) later, or not at all.
   */
  void empty() {
    writes.removeIf(write -> write.isAcknowledged);
    writes.forEach(Write::forget);
    writes.add(0, acknowledged(Content.NONE));
  }

  /** Whatever any write made or may yet make of the key, it is now another thing. */
  void replace(UnaryOperator<Content> replacement) {
    writes.forEach(write -> write.content = replacement.apply(write.content));
  }

  /** What a strong read may find that was sent and answered at these times. */
  Set<Content> possible(long sentAt, long answeredAt) {
    Set<Content> possible = new LinkedHashSet<>();
    candidates(sentAt, answeredAt).forEach(write -> possible.add(write.content));
    return possible;
  }

  /**
   * The writes that may be the last one before such a read: those sent before its answer came and
   * not surely followed by one that surely happened before it was sent.
   */
  private List<Write> candidates(long sentAt, long answeredAt) {
    long followedBy = 0;
    for (Write write : writes) {
      if (write.happenedAt < sentAt) {
        followedBy = Math.max(followedBy, write.sentAt);
      }
    }
    List<Write> candidates = new ArrayList<>();
    for (Write write : writes) {
      if (write.sentAt < answeredAt
          && write.happenedAt >= followedBy
          && write.replacedAt >= sentAt) {
        candidates.add(write);
      }
    }
    return candidates;
  }

  /** A strong read has shown something of the key: the contents that it may have found. */
  void observe(Predicate<Content> shown, long sentAt, long answeredAt) {
    List<Write> found =
        candidates(sentAt, answeredAt).stream().filter(w -> shown.test(w.content)).toList();
    if (found.size() == 1) {
      found.get(0).seen(answeredAt);
    }
    for (Write write : writes) {
      if (write.happenedAt < sentAt && !found.contains(write)) {
        write.replacedAt = Math.min(write.replacedAt, answeredAt);
      }
    }
  }
}
