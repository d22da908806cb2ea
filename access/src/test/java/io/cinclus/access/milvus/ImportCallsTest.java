package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportCallsTest {
  @TempDir private Path folder;

  private ObjectStorage storage() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.createDirectories(root.resolve("folder.csv"));
    Files.writeString(root.resolve("a.csv"), "id\n1\n");
    Files.writeString(folder.resolve("secret.csv"), "id\n1\n");
    return new ObjectStorage(root.toUri().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "/a.csv"})
  void filesAreFoundBelowTheRoot(String path) throws IOException {
    assertThat(ImportCalls.file(storage(), path).getPath()).isEqualTo("a.csv");
    assertThat(ImportCalls.file(storage(), path).getLengthBytes()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.csv",
        "/../secret.csv",
        "x/../../secret.csv",
        "//etc/a.csv",
        "file:/etc/a.csv",
        "s3://other/a.csv",
        "..\\secret.csv",
      })
  void noPathLeadsOutOfTheRoot(String path) throws IOException {
    ObjectStorage storage = storage();
    assertThatThrownBy(() -> ImportCalls.file(storage, path))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("no path below the root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"b.csv", "folder.csv", "a.npy", "a"})
  void whatCannotBeImportedIsRefusedAtOnce(String path) throws IOException {
    ObjectStorage storage = storage();
    assertThatThrownBy(() -> ImportCalls.file(storage, path))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("'" + path + "'");
  }

  @Test
  void anAbsolutePathIsBelowTheRootToo() throws IOException {
    ObjectStorage storage = storage();
    String absolute = folder.resolve("secret.csv").toString();
    assertThatThrownBy(() -> ImportCalls.file(storage, absolute))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("there is no file");
  }
}
