package io.cinclus.access;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir private Path folder;

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Path there = Files.writeString(folder.resolve("there.pem"), "something");
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> TlsFiles.read(missing, there))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS certificate %s cannot be read (no such file)", missing);
    assertThatThrownBy(() -> TlsFiles.read(there, missing))
        .hasMessageContaining("TLS key %s cannot be read", missing);
    assertThatThrownBy(() -> TlsFiles.read(folder, there)).hasMessageContaining("cannot be read");
  }

  @Test
  void aFileThatIsNoCertificateIsNamed() throws IOException {
    Path certificate = Files.writeString(folder.resolve("certificate.pem"), "no certificate");
    Path key = Files.writeString(folder.resolve("key.pem"), "no key");
    assertThatThrownBy(() -> TlsFiles.read(certificate, key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certificate.pem")
        .hasMessageContaining("key.pem")
        .hasMessageContaining("PEM");
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    assertThatThrownBy(() -> TlsFiles.read(empty, key)).hasMessageContaining("is empty");
  }
}
