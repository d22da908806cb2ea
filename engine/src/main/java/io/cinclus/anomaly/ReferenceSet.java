package io.cinclus.anomaly;

import java.util.ArrayList;
import java.util.List;

/**
 * The accepted events that others are scored against, oldest first. A row has a number, which it
 * keeps: the first row ever has 0. Rows are appended at the end and leave at the front. Not
 * thread-safe.
 */
public final class ReferenceSet {
  private final List<Observation> rows = new ArrayList<>();
  private long first;

  /** Without rows; the next appended gets this number. */
  ReferenceSet(long first) {
    this.first = first;
  }

  /** The number of the oldest row, or of the next one if there is none. */
  public long first() {
    return first;
  }

  /** The number that the next row will get. */
  public long end() {
    return first + rows.size();
  }

  /** How many there are. */
  public int count() {
    return rows.size();
  }

  /** The row with a number, from {@link #first} to below {@link #end}. */
  public Observation row(long number) {
    return rows.get(Math.toIntExact(number - first));
  }

  /** The row at an index, 0 for the oldest. */
  Observation at(int index) {
    return rows.get(index);
  }

  void append(Observation row) {
    checkWidth(row);
    rows.add(row);
  }

  /** {@link IllegalArgumentException} unless the event has as many values as the rows. */
  void checkWidth(Observation row) {
    if (!rows.isEmpty() && rows.get(0).values().length != row.values().length) {
      throw new IllegalArgumentException(
          "event %s has %d values, those before it have %d"
              .formatted(row.id(), row.values().length, rows.get(0).values().length));
    }
  }

  /** Removes the oldest rows and returns them. */
  List<Observation> removeFirst(int count) {
    List<Observation> front = rows.subList(0, count);
    List<Observation> removed = List.copyOf(front);
    front.clear();
    first += count;
    return removed;
  }
}
