package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.search.ShardSnapshot;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A request with everything its answer is made of. Immutable; never leaves the task.
 *
 * @param request what is asked
 * @param collection as of the catalog that answers
 * @param shards at {@code position}
 * @param position that the channel has applied, or an earlier one that was asked for
 * @param warnings to go with the answer
 * @param permit to be returned when the answer has left
 */
public record SearchWork(
    ChannelRequest request,
    CollectionInfo collection,
    List<ShardSnapshot> shards,
    long position,
    List<String> warnings,
    Permit permit) {

  /**
   * The right to be under way, and to hold an answer meanwhile; returned once, however often it is
   * asked to. Thread-safe.
   */
  public static final class Permit {
    private final Semaphore permits;
    private @Nullable ResultBytes results;
    private long heldBytes;
    private boolean returned;

    /** Of {@code permits}, from which it has been acquired. */
    Permit(Semaphore permits) {
      this.permits = permits;
    }

    /** Holds an answer of so many bytes until this is returned; false where there is no room. */
    synchronized boolean hold(ResultBytes room, long bytes) {
      if (returned || results != null || !room.take(bytes)) {
        return false;
      }
      results = room;
      heldBytes = bytes;
      return true;
    }

    synchronized void giveBack() {
      if (returned) {
        return;
      }
      returned = true;
      permits.release();
      if (results != null) {
        results.giveBack(heldBytes);
      }
    }
  }

  /**
   * An answer with the permit of its work.
   *
   * @param reply what the channel says
   * @param permit still to be returned
   */
  public record Answer(ChannelReply reply, Permit permit) {}
}
