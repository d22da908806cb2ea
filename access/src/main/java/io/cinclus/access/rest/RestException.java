package io.cinclus.access.rest;

import java.io.Serial;
import java.util.Optional;

/** A refusal, with the code that Milvus' REST has for it and a message that says what to do. */
final class RestException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private static final int UNIMPLEMENTED = 10;
  private static final int PARAMETER_INVALID = 1100;
  private static final int NOT_AUTHENTICATED = 1400;
  private static final int NEEDS_AUTHENTICATION = 1800;
  private static final int BAD_FORMAT = 1801;
  private static final int MISSING_PARAMETER = 1802;
  private static final int BAD_ROWS = 1804;
  private static final int TIMEOUT = 10_001;

  private final int code;

  private RestException(int code, String message) {
    super(message);
    this.code = code;
  }

  /** A call that was answered with a status that is none of success. */
  static RestException ofStatus(int code, String reason) {
    return new RestException(code, reason);
  }

  /** What is said, with HTTP's status for it, to those who are not let in. */
  Optional<RestException> refusedCaller() {
    return code == NOT_AUTHENTICATED
        ? Optional.of(
            new RestException(NEEDS_AUTHENTICATION, "user hasn't authenticated: " + getMessage()))
        : Optional.empty();
  }

  /** What is not there yet. */
  static RestException unimplemented(String what) {
    return new RestException(UNIMPLEMENTED, what + " is not implemented");
  }

  /** A value that is not among the possible ones. */
  static RestException invalid(String message) {
    return new RestException(PARAMETER_INVALID, "invalid parameter, error: " + message);
  }

  /** A body that is no JSON, or has a value of another kind than is wanted. */
  static RestException format(String message) {
    return new RestException(BAD_FORMAT, "can only accept json format request, error: " + message);
  }

  static RestException missing(String parameter) {
    return new RestException(
        MISSING_PARAMETER, "missing required parameters, error: send '%s'".formatted(parameter));
  }

  /** Rows that do not fit their collection. */
  static RestException rows(String message) {
    return new RestException(BAD_ROWS, "fail to deal the insert data, error: " + message);
  }

  /** A request that was not answered in its time. */
  static RestException timeout() {
    return new RestException(
        TIMEOUT, "request timeout: send it again, or with a larger Request-Timeout");
  }

  int code() {
    return code;
  }
}
