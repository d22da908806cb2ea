package io.cinclus.standalone.chaos;

/** There was no answer, or one that asks to try again: what was asked may have happened or not. */
final class Unavailable extends Exception {
  private static final long serialVersionUID = 1L;

  Unavailable(String message) {
    super(message);
  }

  Unavailable(Throwable cause) {
    super(cause);
  }
}
