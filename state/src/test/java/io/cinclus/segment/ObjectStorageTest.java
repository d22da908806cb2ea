package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.v1.FileRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjectStorageTest {
  private final Path folder;
  private final ObjectStorage storage;

  ObjectStorageTest(@TempDir Path folder) {
    this.folder = folder;
    storage = new ObjectStorage(folder.toUri().toString());
  }

  @Test
  void aFileIsReadAsItWasWritten() throws IOException {
    byte[] content = new byte[3 << 20];
    new Random(1).nextBytes(content);
    FileRef file = storage.write("1/0/5/a.arrow", ByteBuffer.wrap(content));
    assertThat(file.getPath()).isEqualTo("1/0/5/a.arrow");
    assertThat(file.getLengthBytes()).isEqualTo(content.length);
    assertThat(storage.read(file)).isEqualTo(content);
    assertThat(storage.exists("1/0/5/a.arrow")).isTrue();
  }

  @Test
  void onlyTheRemainingBytesOfABufferAreWritten() throws IOException {
    ByteBuffer content = ByteBuffer.wrap(text("0123456789")).position(2).limit(6).slice();
    FileRef file = storage.write("a", content.position(1));
    assertThat(storage.read(file)).isEqualTo(text("345"));
    assertThat(content.position()).isEqualTo(1);
  }

  @Test
  void theChecksumIsThatOfTheWholeFile() throws IOException {
    // The check value of CRC-32C.
    assertThat(storage.write("a", ByteBuffer.wrap(text("123456789"))).getCrc32C())
        .isEqualTo(0xE3069283);
  }

  @Test
  void writingAgainReplacesTheFileAndLeavesNothingElse() throws IOException {
    storage.write("1/a", ByteBuffer.wrap(text("first")));
    FileRef second = storage.write("1/a", ByteBuffer.wrap(text("second")));
    assertThat(storage.read(second)).isEqualTo(text("second"));
    assertThat(paths("1")).containsExactly("1/a");
  }

  @Test
  void aFileThatHoldsTheBytesAlreadyIsLeftAlone() throws IOException {
    Path file = folder.resolve("1/a");
    FileRef first = storage.write("1/a", ByteBuffer.wrap(text("same")));
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    assertThat(storage.write("1/a", ByteBuffer.wrap(text("same")))).isEqualTo(first);
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(key);
  }

  @Test
  void aBrokenFileIsReplacedByWritingItAgain() throws IOException {
    FileRef file = storage.write("1/a", ByteBuffer.wrap(text("good")));
    Files.writeString(folder.resolve("1/a"), "goof");
    storage.write("1/a", ByteBuffer.wrap(text("good")));
    assertThat(storage.read(file)).isEqualTo(text("good"));
  }

  @Test
  void aFileInTheMakingNeverOutgrowsItsLimit() {
    BoundedBytes bytes = new BoundedBytes(5);
    bytes.write(text("abcd"), 0, 4);
    bytes.write('e');
    assertThatThrownBy(() -> bytes.write('f')).isInstanceOf(CinclusException.class);
    assertThatThrownBy(() -> bytes.write(text("fg"), 0, 2))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("5 bytes");
    assertThat(bytes.view()).isEqualTo(ByteBuffer.wrap(text("abcde")));
  }

  @Test
  void aFailedWriteLeavesNeitherTheFileNorATemporaryOne() throws IOException {
    // A folder in the file's place: the rename fails.
    Files.createDirectories(folder.resolve("1/a/b"));
    Files.writeString(folder.resolve("1/a/b/c"), "x");
    assertThatThrownBy(() -> storage.write("1/a", ByteBuffer.wrap(text("x"))))
        .isInstanceOf(IOException.class);
    assertThat(paths("1")).containsExactly("1/a/b/c");
  }

  @Test
  void aFileIsReplacedAndNotWrittenOver() throws IOException {
    storage.write("1/a", ByteBuffer.wrap(text("first")));
    Path link = folder.resolve("1/link");
    Files.createLink(link, folder.resolve("1/a"));
    FileRef second = storage.write("1/a", ByteBuffer.wrap(text("second")));
    assertThat(storage.read(second)).isEqualTo(text("second"));
    // Whoever has the old file open still has it whole.
    assertThat(link).hasContent("first");
  }

  @Test
  void aFileThatIsThereAndCannotBeOpenedIsNotMissing() throws IOException {
    Files.createDirectories(folder.resolve("1/a"));
    FileRef file = FileRef.newBuilder().setPath("1/a").setLengthBytes(5).build();
    assertThatThrownBy(() -> storage.read(file))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MissingFileException.class);
  }

  @Test
  void anObjectStoreIsWrittenWithoutRenames() throws IOException {
    ObjectStorage objects = new ObjectStorage("object://" + folder);
    FileRef file = objects.write("1/a", ByteBuffer.wrap(text("abc")));
    assertThat(objects.read(file)).isEqualTo(text("abc"));
    objects.delete("1/a");
    assertThatThrownBy(() -> objects.read(file)).isInstanceOf(MissingFileException.class);
  }

  @Test
  void aWriteThatFailsHalfwayDoesNotAppearInAnObjectStore() throws IOException {
    ObjectStorage objects = new ObjectStorage("object://" + folder);
    assertThatThrownBy(() -> objects.write("broken/a", ByteBuffer.wrap(text("abcdef"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("connection reset");
    assertThat(objects.exists("broken/a")).isFalse();
  }

  @Test
  void everyFlippedBitIsFoundAndTheFileNamed() throws IOException {
    byte[] content = text("the quick brown dipper dives into the stream");
    FileRef file = storage.write("1/0/a.arrow", ByteBuffer.wrap(content));
    for (int bit = 0; bit < content.length * 8; bit++) {
      byte[] flipped = content.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertCorrupt(file, flipped, "CRC32C");
    }
  }

  @Test
  void everyTruncationAndEveryExtensionIsFound() throws IOException {
    byte[] content = text("the quick brown dipper");
    FileRef file = storage.write("1/0/a.arrow", ByteBuffer.wrap(content));
    for (int length = 0; length < content.length; length++) {
      assertCorrupt(
          file, Arrays.copyOf(content, length), "ends after %d of 22 bytes".formatted(length));
    }
    assertCorrupt(file, Arrays.copyOf(content, 23), "goes on after the expected 22 bytes");
  }

  private void assertCorrupt(FileRef file, byte[] content, String what) throws IOException {
    Files.write(folder.resolve(file.getPath()), content);
    assertThatThrownBy(() -> storage.read(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(file.getPath())
        .hasMessageContaining(what);
  }

  @Test
  void aMissingFileIsNamedAndIsNotCorrupt() {
    FileRef file = FileRef.newBuilder().setPath("1/0/gone.arrow").setLengthBytes(5).build();
    assertThatThrownBy(() -> storage.read(file))
        .isInstanceOfSatisfying(
            MissingFileException.class,
            failure -> assertThat(failure.path()).isEqualTo("1/0/gone.arrow"))
        .hasMessageContaining("1/0/gone.arrow");
  }

  @Test
  void anImpossibleLengthIsCorruptBeforeMemoryIsTaken() {
    FileRef file = FileRef.newBuilder().setPath("a").setLengthBytes((1L << 30) + 1).build();
    assertThatThrownBy(() -> storage.read(file)).isInstanceOf(CorruptFileException.class);
  }

  @Test
  void deletingTwiceIsTheSameAsOnce() throws IOException {
    storage.write("1/a", ByteBuffer.wrap(text("x")));
    storage.delete("1/a");
    storage.delete("1/a");
    assertThat(storage.exists("1/a")).isFalse();
  }

  @Test
  void everyFileBelowAFolderIsListed() throws IOException {
    storage.write("1/0/5/a", ByteBuffer.wrap(text("abc")));
    storage.write("1/0/b", ByteBuffer.wrap(text("x")));
    storage.write("1/1/c", ByteBuffer.wrap(text("x")));
    assertThat(paths("1/0")).containsExactlyInAnyOrder("1/0/5/a", "1/0/b");
    assertThat(paths("2")).isEmpty();
    storage.forEachFile("1/0/5", file -> assertThat(file.lengthBytes()).isEqualTo(3));
  }

  @Test
  void aPathOutsideTheRootIsRefused() {
    for (String path : List.of("", "/etc/passwd", "1/../../x")) {
      assertThatThrownBy(() -> storage.delete(path)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private List<String> paths(String below) throws IOException {
    List<String> paths = new ArrayList<>();
    storage.forEachFile(below, file -> paths.add(file.path()));
    return paths;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
