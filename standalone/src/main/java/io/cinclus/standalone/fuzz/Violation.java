package io.cinclus.standalone.fuzz;

/** The engine has broken a promise; the message says which answer shows it. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }

  Violation(String message, Throwable cause) {
    super(message, cause);
  }
}
