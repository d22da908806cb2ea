package io.cinclus.standalone.load;

import java.io.Serial;

/** An answer that is not what it must be by what the clients wrote. */
public final class WrongAnswer extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WrongAnswer(String message) {
    super(message);
  }
}
