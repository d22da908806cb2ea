package io.cinclus.standalone.load;

/** An answer that is not what was written. */
public final class LoadViolation extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadViolation(String message) {
    super(message);
  }
}
