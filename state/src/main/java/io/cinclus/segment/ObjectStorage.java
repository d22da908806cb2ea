package io.cinclus.segment;

import io.cinclus.v1.FileRef;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Whole files below a root path: a file appears under its name completely or not at all, and no
 * byte is returned before length and CRC32C of the whole file have been compared with its {@link
 * FileRef}.
 *
 * <p>Paths are relative to the root, with {@code /} between folders. Thread-safe. Keeps nothing in
 * memory and retries nothing. On a distributed file system it relies on a created file appearing
 * when it is closed, as on every object store.
 */
public final class ObjectStorage {
  /** No file is longer: it must fit into one array. */
  public static final int MAX_FILE_BYTES = 1 << 30;

  private static final int COPY_BYTES = 1 << 20;
  private static final String TEMPORARY_SUFFIX = ".tmp";

  private final Path root;

  /** {@code root} as in Flink: {@code file:///var/cinclus}, {@code s3://bucket/folder}. */
  public ObjectStorage(String root) {
    this.root = new Path(root);
  }

  /**
   * A file as listed.
   *
   * @param path below the root
   * @param lengthBytes as the file system says, unverified
   * @param modifiedMillis epoch milliseconds of the file system's clock
   */
  public record StoredFile(String path, long lengthBytes, long modifiedMillis) {}

  /**
   * Writes the remaining bytes of {@code content} (backed by an array; left as it is) as the file
   * {@code path}, replacing one that is there. One that holds these bytes already is left alone, so
   * that a repeated write cannot harm it.
   *
   * @throws IllegalArgumentException for more than {@link #MAX_FILE_BYTES}
   */
  public FileRef write(String path, ByteBuffer content) throws IOException {
    Path target = resolve(path);
    if (content.remaining() > MAX_FILE_BYTES) {
      throw new IllegalArgumentException(
          "file %s would have %d bytes, at most %d are possible; write smaller segments"
              .formatted(path, content.remaining(), MAX_FILE_BYTES));
    }
    FileRef file =
        FileRef.newBuilder()
            .setPath(path)
            .setLengthBytes(content.remaining())
            .setCrc32C(checksum(content))
            .build();
    FileSystem fileSystem = target.getFileSystem();
    if (fileSystem.exists(target) && isIntact(file)) {
      return file;
    }
    if (fileSystem.isDistributedFS()) {
      writeDirectly(fileSystem, target, content);
    } else {
      writeThenRename(fileSystem, target, content);
    }
    return file;
  }

  private boolean isIntact(FileRef file) throws IOException {
    try {
      read(file);
      return true;
    } catch (CorruptFileException | MissingFileException e) {
      return false;
    }
  }

  private static void writeDirectly(FileSystem fileSystem, Path target, ByteBuffer content)
      throws IOException {
    FSDataOutputStream out = fileSystem.create(target, WriteMode.OVERWRITE);
    copy(content, out);
    // Not closed after a failure: closing is what makes an object appear, with half its bytes.
    out.close();
  }

  private static void writeThenRename(FileSystem fileSystem, Path target, ByteBuffer content)
      throws IOException {
    // Unique, because a writer that was given up may still be writing the same file.
    Path temporary =
        new Path(target.getParent(), target.getName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
    boolean renamed = false;
    try {
      try (FSDataOutputStream out = fileSystem.create(temporary, WriteMode.NO_OVERWRITE)) {
        copy(content, out);
        out.sync();
      }
      renamed = fileSystem.rename(temporary, target);
      if (!renamed) {
        throw new IOException("cannot rename " + temporary + " to " + target);
      }
    } finally {
      if (!renamed) {
        fileSystem.delete(temporary, false);
      }
    }
  }

  private static void copy(ByteBuffer content, FSDataOutputStream out) throws IOException {
    int start = content.arrayOffset() + content.position();
    int end = start + content.remaining();
    for (int at = start; at < end; at += COPY_BYTES) {
      out.write(content.array(), at, Math.min(COPY_BYTES, end - at));
    }
  }

  /**
   * The whole file.
   *
   * @throws MissingFileException if there is no such file
   * @throws CorruptFileException if length or checksum differ
   */
  public byte[] read(FileRef file) throws IOException {
    Path path = resolve(file.getPath());
    if (file.getLengthBytes() < 0 || file.getLengthBytes() > MAX_FILE_BYTES) {
      throw new CorruptFileException(
          file.getPath(),
          "%d bytes are expected, files have 0 to %d"
              .formatted(file.getLengthBytes(), MAX_FILE_BYTES));
    }
    byte[] content = readBytes(path, file);
    int found = checksum(ByteBuffer.wrap(content));
    if (found != file.getCrc32C()) {
      throw new CorruptFileException(
          file.getPath(),
          "CRC32C of its %d bytes is %08x, expected %08x"
              .formatted(content.length, found, file.getCrc32C()));
    }
    return content;
  }

  private static byte[] readBytes(Path path, FileRef file) throws IOException {
    byte[] content = new byte[(int) file.getLengthBytes()];
    FileSystem fileSystem = path.getFileSystem();
    try (FSDataInputStream in = fileSystem.open(path)) {
      int length = in.readNBytes(content, 0, content.length);
      if (length < content.length) {
        throw new CorruptFileException(
            file.getPath(), "it ends after %d of %d bytes".formatted(length, content.length));
      }
      if (in.read() >= 0) {
        throw new CorruptFileException(
            file.getPath(), "it goes on after the expected %d bytes".formatted(content.length));
      }
      return content;
    } catch (CorruptFileException e) {
      throw e;
    } catch (IOException e) {
      // File systems disagree on how they say that a file is not there, and a local one says of a
      // file that it may not open (too many are open, say) that it was not found.
      if (!fileSystem.exists(path)) {
        throw new MissingFileException(file.getPath(), path.toString(), e);
      }
      throw e;
    }
  }

  /**
   * A file that others have written, unverified, from its first byte on.
   *
   * @throws MissingFileException if there is no such file
   */
  public FSDataInputStream open(String path) throws IOException {
    status(path);
    Path resolved = resolve(path);
    return resolved.getFileSystem().open(resolved);
  }

  /**
   * How long a file is.
   *
   * @throws MissingFileException if there is no such file
   */
  public long lengthBytes(String path) throws IOException {
    return status(path).getLen();
  }

  private FileStatus status(String path) throws IOException {
    Path resolved = resolve(path);
    FileSystem fileSystem = resolved.getFileSystem();
    FileStatus status;
    try {
      status = fileSystem.getFileStatus(resolved);
    } catch (FileNotFoundException e) {
      throw new MissingFileException(path, resolved.toString(), e);
    }
    if (status.isDir()) {
      throw new MissingFileException(
          path, resolved.toString(), new FileNotFoundException("it is a folder"));
    }
    return status;
  }

  /** Whether there is a file (or folder) {@code path}. */
  public boolean exists(String path) throws IOException {
    Path resolved = resolve(path);
    return resolved.getFileSystem().exists(resolved);
  }

  /** Deletes a file; does nothing where there is none. */
  public void delete(String path) throws IOException {
    Path resolved = resolve(path);
    FileSystem fileSystem = resolved.getFileSystem();
    if (!fileSystem.delete(resolved, false) && fileSystem.exists(resolved)) {
      throw new IOException("cannot delete file " + path + " at " + resolved);
    }
  }

  /** Whether this is the name of a file in the making, or of one whose writer was killed. */
  public static boolean isTemporary(String path) {
    return path.endsWith(TEMPORARY_SUFFIX);
  }

  /** The names of the folders in the root. */
  public List<String> folders() throws IOException {
    return Arrays.stream(statuses(root.getFileSystem(), root))
        .filter(FileStatus::isDir)
        .map(status -> status.getPath().getName())
        .toList();
  }

  /** Hands every file below {@code folder} to {@code visitor}, also leftover temporary ones. */
  public void forEachFile(String folder, Consumer<StoredFile> visitor) throws IOException {
    Path resolved = resolve(folder);
    FileSystem fileSystem = resolved.getFileSystem();
    for (FileStatus status : statuses(fileSystem, resolved)) {
      String path = folder + "/" + status.getPath().getName();
      if (status.isDir()) {
        forEachFile(path, visitor);
      } else {
        visitor.accept(new StoredFile(path, status.getLen(), status.getModificationTime()));
      }
    }
  }

  private static FileStatus[] statuses(FileSystem fileSystem, Path folder) throws IOException {
    try {
      FileStatus[] statuses = fileSystem.listStatus(folder);
      return statuses == null ? new FileStatus[0] : statuses;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /** A colon would make it a path of another file system, and a leading slash one of this. */
  private Path resolve(String path) {
    if (path.isEmpty()
        || path.startsWith("/")
        || path.contains("..")
        || path.contains(":")
        || path.contains("\\")) {
      throw new IllegalArgumentException("'" + path + "' is not a path below the storage root");
    }
    return new Path(root, path);
  }

  private static int checksum(ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    return (int) crc.getValue();
  }
}
