package io.cinclus.model;

import java.util.Objects;

/**
 * A failure with a stable code. Its message says what happened, where, and what to do; it is meant
 * for the user as it stands.
 */
public final class CinclusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public CinclusException(ErrorCode code, String message) {
    super(message);
    this.code = Objects.requireNonNull(code, "code");
  }

  public CinclusException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public ErrorCode code() {
    return code;
  }
}
