package io.cinclus.segment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * An object store in a local folder, under {@code object:}. A file appears when its stream is
 * closed, with the bytes written until then; below a folder named {@code broken} a write fails
 * halfway. A missing file is said to be missing in words only, as some stores do.
 */
public final class FakeObjectStore implements FileSystemFactory {
  @Override
  public String getScheme() {
    return "object";
  }

  @Override
  public FileSystem create(URI uri) {
    return new Objects();
  }

  private static final class Objects extends LocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("object:///");
    }

    @Override
    public boolean isDistributedFS() {
      return true;
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) {
      return new Upload(this, path);
    }

    @Override
    public boolean rename(Path source, Path target) throws IOException {
      throw new IOException("objects are not renamed");
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
      if (!exists(path)) {
        throw new IOException("status 404");
      }
      return super.open(path);
    }

    private void publish(Path path, byte[] content) throws IOException {
      try (FSDataOutputStream out = super.create(path, WriteMode.OVERWRITE)) {
        out.write(content);
      }
    }
  }

  private static final class Upload extends FSDataOutputStream {
    private final Objects store;
    private final Path path;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Upload(Objects store, Path path) {
      this.store = store;
      this.path = path;
    }

    @Override
    public void write(int value) {
      content.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (path.getPath().contains("/broken/")) {
        content.write(bytes, from, length / 2);
        throw new IOException("connection reset");
      }
      content.write(bytes, from, length);
    }

    @Override
    public long getPos() {
      return content.size();
    }

    @Override
    public void flush() {}

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
      store.publish(path, content.toByteArray());
    }
  }
}
