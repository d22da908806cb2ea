package io.cinclus.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The sole use of a folder, among processes and within this one, from {@link #acquire} to {@link
 * #close} or the death of the process.
 *
 * <p>Thread-safe. It binds only those that ask for it.
 */
public final class FolderLock implements AutoCloseable {

  private static final String FILE = "cinclus.lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a folder, which is created if it is not there.
   *
   * @throws IOException if the folder is in use, or cannot be written
   */
  public static FolderLock acquire(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isLocked(channel)) {
      return new FolderLock(channel);
    }
    channel.close();
    throw new IOException(
        "folder " + folder + " is in use: stop the Cinclus that uses it, or choose another folder");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) { // this process has it
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
