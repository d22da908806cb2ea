package io.cinclus.access.milvus;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of the answers that a node puts together of several replies: never more than the
 * limit. Thread-safe; never blocks.
 */
final class AnswerRoom {
  private final long maxAnswerBytes;
  private final long maxBytes;
  private final AtomicLong held = new AtomicLong();

  /**
   * Nothing is held yet.
   *
   * @param maxAnswerBytes of one answer
   * @param maxBytes of all of them
   */
  AnswerRoom(long maxAnswerBytes, long maxBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
    this.maxBytes = maxBytes;
  }

  /** What all answers hold. */
  long heldBytes() {
    return held.get();
  }

  /** An answer of which there is nothing yet. */
  Answer begin() {
    return new Answer();
  }

  /** One answer, until it is complete. For one thread at a time. */
  final class Answer implements AutoCloseable {
    private long heldBytes;

    private Answer() {}

    /**
     * Holds so many bytes more.
     *
     * @throws CinclusException {@link ErrorCode#LIMIT_EXCEEDED} where the answer is too large for
     *     good, {@link ErrorCode#OVERLOADED} where the others leave no room now
     */
    void add(long bytes) {
      if (heldBytes + bytes > maxAnswerBytes) {
        throw new CinclusException(
            ErrorCode.LIMIT_EXCEEDED,
            "query results exceed the maxOutputSize Limit %d: ask for fewer rows or fields, or use an iterator"
                .formatted(maxAnswerBytes));
      }
      if (held.addAndGet(bytes) > maxBytes) {
        held.addAndGet(-bytes);
        throw new CinclusException(
            ErrorCode.OVERLOADED,
            "answers of %d bytes are being put together already: ask again later, or more slowly"
                .formatted(maxBytes));
      }
      heldBytes += bytes;
    }

    @Override
    public void close() {
      held.addAndGet(-heldBytes);
      heldBytes = 0;
    }
  }
}
