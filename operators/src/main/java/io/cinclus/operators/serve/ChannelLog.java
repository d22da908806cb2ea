package io.cinclus.operators.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.catalog.CatalogWait;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.WalRecord;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a channel's log in order, each record when the catalog has reached the position that it
 * names. A record that names a position beyond the catalog's end, asked for while that record was
 * the next one, is skipped: it holds up what is behind it for a while, never for ever.
 *
 * <p>Single-threaded; never blocks. At most {@link #MAX_PARKED} events wait.
 */
final class ChannelLog {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelLog.class);

  /** Events that may wait for the catalog; beyond, the job starts anew. */
  static final int MAX_PARKED = 100_000;

  private final ServedChannel channel;
  private final CatalogView catalog;
  private final CatalogWait wait;
  private final Queue<LogEvent> parked = new ArrayDeque<>();

  ChannelLog(ServedChannel channel, CatalogView catalog, EndPositions ends) {
    this.channel = channel;
    this.catalog = catalog;
    this.wait = new CatalogWait(ends);
  }

  /** Whether events wait for the catalog. */
  boolean isWaiting() {
    return !parked.isEmpty();
  }

  /** Takes the next event of the log, which is not its start, and applies what can be. */
  void read(LogEvent event, long nowMillis) {
    if (parked.size() >= MAX_PARKED) {
      throw new IllegalStateException(
          "%d records of channel %d wait for the catalog; is its log readable?"
              .formatted(MAX_PARKED, channel.channel()));
    }
    if (parked.isEmpty()) {
      wait.begin(nowMillis);
    }
    parked.add(event);
    apply(nowMillis);
  }

  /** Applies what has come, as far as the catalog reaches. */
  void apply(long nowMillis) {
    for (LogEvent event = parked.peek(); event != null; event = parked.peek()) {
      WalRecord record = parse(event);
      if (record == null) {
        channel.skip(event.getOffset());
      } else if (catalog.hasReached(ServedChannel.catalogPosition(record))) {
        channel.apply(record, event.getOffset(), catalog.current());
      } else if (wait.isBeyondEnd(ServedChannel.catalogPosition(record), nowMillis)) {
        LOG.warn(
            "the record at offset {} of channel {} is skipped: it names catalog position {}, beyond"
                + " the catalog's end",
            event.getOffset(),
            channel.channel(),
            ServedChannel.catalogPosition(record));
        channel.skip(event.getOffset());
      } else {
        return;
      }
      parked.remove();
      wait.begin(nowMillis);
    }
  }

  private @Nullable WalRecord parse(LogEvent event) {
    if (!event.hasRecord()) {
      return null;
    }
    try {
      return WalRecord.parseFrom(event.getRecord());
    } catch (InvalidProtocolBufferException e) {
      LOG.warn(
          "the record at offset {} of channel {} is skipped: it is not a log record",
          event.getOffset(),
          channel.channel(),
          e);
      return null;
    }
  }
}
