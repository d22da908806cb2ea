package io.cinclus.operators.ingest;

import io.cinclus.log.WriterWindow;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.NextProgress;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * The offsets that a channel's progress may come to, each with the writers as they were there: a
 * reader that starts at such an offset must recognise repeats of what is below it, and what the
 * writers looked like there cannot be told later. Noted where a generation opens, since progress
 * stands in front of one. Pure functions.
 */
final class ProgressCandidates {
  /**
   * With this many there is no new one until progress has passed one of them; progress then stays
   * behind what is sealed by at most the time that these take.
   */
  static final int MAX_CANDIDATES = 16;

  private ProgressCandidates() {}

  /**
   * Adds the offset that will be read next, unless there are too many.
   *
   * @param writers after all records below it
   */
  static NextProgress note(NextProgress known, long nextOffset, Collection<WriterWindow> writers) {
    int count = known.getCandidatesCount();
    long sealedTo = Position.before(nextOffset);
    if (count == MAX_CANDIDATES
        || (count > 0 && known.getCandidates(count - 1).getSealedTo() >= sealedTo)) {
      return known;
    }
    return known.toBuilder().addCandidates(progress(nextOffset, writers)).build();
  }

  /** The progress that a reader may start from which has read nothing below the offset. */
  static ChannelProgress progress(long nextOffset, Collection<WriterWindow> writers) {
    ChannelProgress.Builder progress =
        ChannelProgress.newBuilder().setSealedTo(Position.before(nextOffset));
    writers.stream()
        .sorted(Comparator.comparingLong(WriterWindow::lastOffset))
        .forEach(window -> progress.addWriters(window.toProto()));
    return progress.build();
  }

  /** The highest that is covered by what is sealed. */
  static Optional<ChannelProgress> highest(NextProgress known, long sealedTo) {
    return known.getCandidatesList().stream()
        .filter(candidate -> candidate.getSealedTo() <= sealedTo)
        .max(Comparator.comparingLong(ChannelProgress::getSealedTo));
  }

  /** Those above the progress that was emitted. */
  static NextProgress above(NextProgress known, long sealedTo) {
    NextProgress.Builder above = NextProgress.newBuilder();
    known.getCandidatesList().stream()
        .filter(candidate -> candidate.getSealedTo() > sealedTo)
        .forEach(above::addCandidates);
    return above.build();
  }
}
