package io.cinclus.standalone.chaos;

import io.cinclus.model.ErrorCode;

/** The store says that what was asked is not possible; asked again it would say the same. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  Refused(ErrorCode code, String message) {
    super(code + ": " + message);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }
}
