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
 * gate is open. There is one gate, for the one test that uses it.
 */
public final class SlowFileSystem extends FileSystem {
  private static volatile Gate gate = new Gate();

  static {
    gate.close();
  }

  /** Lets nothing through before it is opened, by closing this. */
  static final class Gate implements AutoCloseable {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    private Gate() {}

    /** Returns when the creation of a file waits here. */
    void awaitArrival() throws InterruptedException {
      arrived.await();
    }

    /** Files whose creation is waiting now. */
    int waiting() {
      return waiting.get();
    }

    private void pass() throws InterruptedException {
      waiting.incrementAndGet();
      arrived.countDown();
      try {
        opened.await();
      } finally {
        waiting.decrementAndGet();
      }
    }

    @Override
    public void close() {
      opened.countDown();
    }
  }

  /** From now on no file is created before the gate is opened. */
  static Gate shutGate() {
    Gate shut = new Gate();
    gate = shut;
    return shut;
  }

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
    try {
      gate.pass();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
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
