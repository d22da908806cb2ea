package io.cinclus.access.security;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Optional;

/**
 * Who may not make a call gets an error of gRPC, as from Milvus: clients take it for what it is and
 * do not try again. Stateless.
 */
public final class Refusals {
  private Refusals() {}

  /** The error of gRPC; none where the failure is not that somebody may not do something. */
  public static Optional<StatusException> of(Throwable failure) {
    if (!(failure instanceof CinclusException known)) {
      return Optional.empty();
    }
    if (known.code() == ErrorCode.NOT_AUTHENTICATED) {
      return Optional.of(error(Status.UNAUTHENTICATED, known));
    }
    return known.code() == ErrorCode.NOT_PERMITTED
        ? Optional.of(error(Status.PERMISSION_DENIED, known))
        : Optional.empty();
  }

  private static StatusException error(Status status, CinclusException refusal) {
    return status.withDescription(refusal.getMessage()).asException();
  }
}
