package io.cinclus.operators.fakes;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Local files under {@code gated:}, whose writes wait while the gate is shut. */
public final class GatedFileSystem implements FileSystemFactory {
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  /** From now on writes wait. */
  public static void shut() {
    gate = new CountDownLatch(1);
  }

  /** Lets all writes go on. */
  public static void open() {
    gate.countDown();
  }

  @Override
  public String getScheme() {
    return "gated";
  }

  @Override
  public FileSystem create(URI uri) {
    return new Gated();
  }

  private static final class Gated extends LocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("gated:///");
    }

    @Override
    public boolean isDistributedFS() {
      return true;
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
      return super.create(path, mode);
    }
  }
}
