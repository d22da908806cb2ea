package io.cinclus.standalone.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Some of the answers that a collection has given, to be asked for again as of where they were
 * given, also by a later process. Thread-safe.
 */
final class Past {
  /** A further answer takes the place of another one. */
  private static final int MAX_ANSWERS = 30;

  private final List<Answer> answers = new ArrayList<>();

  /**
   * All rows.
   *
   * @param positions by channel, where they were found
   * @param rows in the order of their keys
   * @param atNanos after they were found
   */
  record Answer(Map<Integer, Long> positions, List<Found> rows, long atNanos) {
    Answer {
      positions = Map.copyOf(positions);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Keeps an answer, and says which one to ask for again.
   *
   * @param draw a random number, at least 0
   */
  synchronized Answer exchange(Answer newest, int draw) {
    if (answers.size() < MAX_ANSWERS) {
      answers.add(newest);
      return answers.get(draw % answers.size());
    }
    return answers.set(draw % MAX_ANSWERS, newest);
  }
}
