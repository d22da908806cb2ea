package io.cinclus.standalone.chaos;

/** The product has broken a promise; the message says which answer shows it. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was broken. */
  enum Kind {
    /** Something acknowledged is not there. */
    LOST,
    /** A key is there twice, or more rows are counted than there can be. */
    DUPLICATED,
    /** An answer shows what it must not: a row that is dead or never was, a wrong distance. */
    WRONG,
    /** Nothing was answered for too long. */
    UNAVAILABLE,
    /** The process ended without having been killed. */
    CRASHED,
    /** Nothing was wrong, but too little happened for that to mean anything. */
    IDLE
  }

  private final Kind kind;

  Violation(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Violation(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
