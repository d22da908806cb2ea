package io.cinclus.access;

import com.linecorp.armeria.common.TlsKeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The files that a server proves by who it is. Stateless. */
public final class TlsFiles {
  private TlsFiles() {}

  /**
   * Reads a certificate and its key.
   *
   * @param certificate in PEM, the server's first where there is a chain
   * @param key in PEM, PKCS #8 without a password
   * @throws IllegalArgumentException where a file cannot be read, or is not what it should be
   */
  public static TlsKeyPair read(Path certificate, Path key) {
    checkReadable("TLS certificate", certificate);
    checkReadable("TLS key", key);
    try {
      return TlsKeyPair.of(key.toFile(), certificate.toFile());
    } catch (IllegalArgumentException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "TLS cannot be set up by certificate %s and key %s (%s): give an X.509 certificate and its key, PKCS #8 without a password, both in PEM"
              .formatted(certificate, key, reason.getMessage()),
          e);
    }
  }

  private static void checkReadable(String what, Path file) {
    try (var opened = Files.newInputStream(file)) {
      if (opened.read() < 0) {
        throw new IllegalArgumentException("the %s %s is empty".formatted(what, file));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the %s %s cannot be read (%s): name a file that this user may read"
              .formatted(what, file, e instanceof NoSuchFileException ? "no such file" : e),
          e);
    }
  }
}
