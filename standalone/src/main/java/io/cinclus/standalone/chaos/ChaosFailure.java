package io.cinclus.standalone.chaos;

import java.util.Locale;

/** A run that found something wrong; the message says what, and how to look into it. */
public final class ChaosFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ChaosFailure(String message) {
    super(message);
  }

  ChaosFailure(ChaosSettings settings, Violation violation) {
    super(
        "chaos failed: %s: %s; seed %d, state and logs in %s"
            .formatted(
                violation.kind().name().toLowerCase(Locale.ROOT),
                violation.getMessage(),
                settings.seed(),
                settings.folder()),
        violation);
  }
}
