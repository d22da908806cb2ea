package io.cinclus.operators.serve;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.Request;
import java.util.Map;
import java.util.OptionalLong;

/** At which position a channel answers, and which one it must have applied before. Stateless. */
final class AskedPositions {
  private AskedPositions() {}

  /**
   * Says so in what a channel is asked.
   *
   * @param question with the channel and the request, whose point in time is one of positions
   * @param ends the next offset of each channel; only {@code STRONG} needs it
   * @throws CinclusException with the code and message of the reply
   */
  static void set(ChannelRequest.Builder question, Map<Integer, Long> ends) {
    Request request = question.getRequest();
    int channel = question.getChannel();
    if (request.hasAsOf()) {
      long position = asOf(request, channel);
      question.setPosition(position).setGuarantee(position).setAsOf(true);
      return;
    }
    long guarantee = guarantee(request, channel, ends);
    OptionalLong snapshot = position(request.getSnapshotMap(), channel);
    snapshot.ifPresent(question::setPosition);
    question.setGuarantee(Math.max(guarantee, snapshot.orElse(Position.NONE)));
  }

  private static long asOf(Request request, int channel) {
    if (request.getSnapshotCount() > 0) {
      throw bad("both as_of and snapshot are set: set one of them");
    }
    PointInTime asked = request.getAsOf();
    if (asked.getPositionsCount() == 0) {
      throw bad("as_of says no time: set as_of.positions or as_of.time_millis");
    }
    OptionalLong position = position(asked.getPositionsMap(), channel);
    if (position.isEmpty() || position.getAsLong() < Position.NONE) {
      throw bad(
          "as_of.positions has none of channel %d, where the collection has rows: send all positions of a reply about it"
              .formatted(channel));
    }
    return position.getAsLong();
  }

  private static OptionalLong position(Map<Integer, Long> positions, int channel) {
    Long position = positions.get(channel);
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  private static long guarantee(Request request, int channel, Map<Integer, Long> ends) {
    return switch (request.getConsistency()) {
      case STRONG -> {
        Long end = ends.get(channel);
        if (end == null) {
          throw new CinclusException(
              ErrorCode.NOT_READY, "the log has no channel " + channel + "; was it made smaller?");
        }
        yield Position.before(end);
      }
      case SESSION -> request.getSessionPositionsOrDefault(channel, Position.NONE);
      case BOUNDED, EVENTUALLY -> Position.NONE;
      case UNRECOGNIZED ->
          throw bad(
              "consistency %d is not known here: use STRONG, SESSION, BOUNDED or EVENTUALLY"
                  .formatted(request.getConsistencyValue()));
    };
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
