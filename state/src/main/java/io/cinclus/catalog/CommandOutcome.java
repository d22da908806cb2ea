package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;

/**
 * What became of a command. Immutable.
 *
 * @param commandId of the command
 * @param position where its first copy stands in the catalog log: the id of what it created
 * @param code {@link ErrorCode#OK} where it was accepted
 * @param message why it was rejected, and what to do; empty where it was accepted
 */
public record CommandOutcome(String commandId, long position, ErrorCode code, String message) {

  public boolean isAccepted() {
    return code == ErrorCode.OK;
  }

  /** Returns the position; {@link CinclusException} with the outcome's code where rejected. */
  public long positionIfAccepted() {
    if (!isAccepted()) {
      throw new CinclusException(code, message);
    }
    return position;
  }
}
