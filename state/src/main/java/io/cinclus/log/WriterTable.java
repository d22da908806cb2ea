package io.cinclus.log;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@link WriterWindow}s of a channel. Who starts with the table as it was at an offset decides
 * on what follows as those did who came from before, whatever they read or left out: a record that
 * is not taken changes nothing, and which writer is forgotten depends on nothing but the table.
 *
 * <p>At most {@link #MAX_WRITERS} are remembered; the one that wrote least recently is forgotten.
 * Not thread-safe.
 */
public final class WriterTable {
  /** Writers that a channel remembers. */
  public static final int MAX_WRITERS = 4096;

  /** Later writers have higher ids, which decides where it is not known when each wrote. */
  private static final Comparator<WriterWindow> LEAST_RECENTLY_USED =
      Comparator.comparingLong(WriterWindow::lastOffset).thenComparingLong(WriterWindow::writerId);

  private final Map<Long, WriterWindow> windows = new HashMap<>();

  /**
   * What taking a record has changed.
   *
   * @param window of its writer
   * @param forgotten the writer that it took the place of
   */
  public record Taken(WriterWindow window, OptionalLong forgotten) {}

  /** Forgets all, and remembers these. */
  public void restore(Iterable<io.cinclus.v1.WriterWindow> stored) {
    windows.clear();
    for (io.cinclus.v1.WriterWindow window : stored) {
      windows.put(window.getWriterId(), WriterWindow.fromProto(window));
    }
  }

  /**
   * Takes a record if it is new; empty, and nothing changes, where it is a repeat.
   *
   * @param offset of the record in the log, higher than those before
   */
  public Optional<Taken> take(long writerId, long sequence, long offset) {
    WriterWindow known = windows.get(writerId);
    WriterWindow window = known == null ? new WriterWindow(writerId) : known;
    if (!window.accept(sequence, offset)) {
      return Optional.empty();
    }
    OptionalLong forgotten = OptionalLong.empty();
    if (known == null) {
      if (windows.size() >= MAX_WRITERS) {
        long oldest = Collections.min(windows.values(), LEAST_RECENTLY_USED).writerId();
        windows.remove(oldest);
        forgotten = OptionalLong.of(oldest);
      }
      windows.put(writerId, window);
    }
    return Optional.of(new Taken(window, forgotten));
  }

  /** Of all writers that are remembered; a view. */
  public Collection<WriterWindow> windows() {
    return Collections.unmodifiableCollection(windows.values());
  }
}
