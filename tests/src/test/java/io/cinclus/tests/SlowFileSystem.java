package io.cinclus.tests;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The local file system under the scheme {@code slow:}, on which a file is created only while the
 * gate is open.
 */
public final class SlowFileSystem extends FileSystem {
  /** Opens when its count is 0. */
  static volatile CountDownLatch gate = new CountDownLatch(0);

  /** Files whose creation is waiting now. */
  static final AtomicInteger WAITING = new AtomicInteger();

  private final LocalFileSystem local = new LocalFileSystem();

  /** For Flink, which finds it as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "slow";
    }

    @Override
    public FileSystem create(URI uri) {
      return new SlowFileSystem();
    }
  }

  private static Path local(Path path) {
    return new Path("file", null, path.getPath());
  }

  @Override
  public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
    WAITING.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      WAITING.decrementAndGet();
    }
    return local.create(local(path), mode);
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return local.open(local(path));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferBytes) throws IOException {
    return local.open(local(path), bufferBytes);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return local.getFileStatus(local(path));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return local.listStatus(local(path));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return local.delete(local(path), recursive);
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    return local.mkdirs(local(path));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return local.rename(local(from), local(to));
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }

  @Override
  public Path getWorkingDirectory() {
    return local.getWorkingDirectory();
  }

  @Override
  public Path getHomeDirectory() {
    return local.getHomeDirectory();
  }

  @Override
  public URI getUri() {
    return URI.create("slow:///");
  }

  @Override
  public org.apache.flink.core.fs.BlockLocation[] getFileBlockLocations(
      FileStatus file, long start, long length) {
    return new org.apache.flink.core.fs.BlockLocation[0];
  }
}
