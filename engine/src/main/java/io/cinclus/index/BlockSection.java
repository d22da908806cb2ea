package io.cinclus.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads blocks of a section of a local file, each with its own checksum: what is returned is what
 * was written, or the read fails with a {@link CorruptIndexException}. The section's own checksum
 * is not looked at, because that would read all of it.
 *
 * <p>Thread-safe. An interrupt neither fails a read nor those of other threads, and stays pending.
 * Whoever opened it closes it once nobody reads any more; one that is forgotten is closed by the
 * garbage collector, and a temporary file deleted then, or when the JVM ends.
 */
public final class BlockSection implements AutoCloseable {
  private static final Cleaner FORGOTTEN = Cleaner.create();

  /** A read that takes longer did not find its block in the page cache. */
  private static final long SLOW_NANOS = 50_000;

  /** Runs reads beside the caller's; its threads end when there is nothing to read for a while. */
  private static final Executor READERS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          BlockSection::reader);

  private final Shape shape;
  private final Handle handle;
  private final Cleaner.Cleanable cleanable;

  /**
   * Where the blocks are and how they are checked.
   *
   * @param file the index file's name in errors
   * @param offset of the first block in the local file
   * @param identity of the index, as in {@link Blocks#checksum}
   */
  record Shape(
      String file, String section, long offset, int blockBytes, int blocks, int identity) {}

  /** Opens the blocks of a local file, which may be replaced or deleted only after it is closed. */
  static BlockSection open(Path path, Shape shape) throws IOException {
    return new BlockSection(shape, new Handle(path, false));
  }

  /** The same of a file that is deleted when it is closed. */
  static BlockSection openTemporary(Path path, Shape shape) throws IOException {
    path.toFile().deleteOnExit();
    return new BlockSection(shape, new Handle(path, true));
  }

  private BlockSection(Shape shape, Handle handle) {
    this.shape = shape;
    this.handle = handle;
    this.cleanable = FORGOTTEN.register(this, handle);
  }

  private static Thread reader(Runnable reads) {
    Thread thread = new Thread(reads, "index-block-reader");
    thread.setDaemon(true);
    return thread;
  }

  public int blockBytes() {
    return shape.blockBytes;
  }

  /**
   * Reads a block.
   *
   * @param target of {@link #blockBytes} bytes, all of which it fills; best a direct one
   */
  public void read(int block, ByteBuffer target) throws IOException {
    if (block < 0 || block >= shape.blocks) {
      throw corrupt("there is no block " + block);
    }
    // An interrupt that comes before the read would close the channel for all.
    boolean interrupted = Thread.interrupted();
    try {
      interrupted |= fill(block, target.clear());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Reference.reachabilityFence(this);
    }
    int expected = target.getInt(target.capacity() - Blocks.CHECKSUM_BYTES);
    int found = Blocks.checksum(shape.identity, block, target);
    if (found != expected) {
      throw corrupt(
          "the checksum of block %d is %08x, but should be %08x".formatted(block, found, expected));
    }
  }

  /**
   * Reads the first {@code count} of some blocks, each into its target. Where the first is not in
   * the page cache, the others are read at the same time.
   */
  public void read(int[] blocks, int count, ByteBuffer[] targets) throws IOException {
    read(blocks, count, targets, SLOW_NANOS);
  }

  /** The same; a read that takes so long is one from a disk. */
  void read(int[] blocks, int count, ByteBuffer[] targets, long slowNanos) throws IOException {
    boolean slow = false;
    for (int i = 0; i < count && !slow; i++) {
      long start = System.nanoTime();
      read(blocks[i], targets[i]);
      slow = System.nanoTime() - start >= slowNanos;
      if (slow) {
        readTogether(blocks, i + 1, count, targets);
      }
    }
  }

  private void readTogether(int[] blocks, int from, int count, ByteBuffer[] targets)
      throws IOException {
    List<CompletableFuture<Void>> reads = new ArrayList<>(count);
    for (int i = from; i < count; i++) {
      int at = i;
      reads.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  read(blocks[at], targets[at]);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              READERS));
    }
    try {
      // All end before this does: the targets are the caller's.
      CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException unchecked) {
        throw unchecked.getCause();
      }
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  /** Reads a block, again if an interrupt closed the channel; returns whether this thread's did. */
  private boolean fill(int block, ByteBuffer target) throws IOException {
    boolean interrupted = false;
    while (true) {
      FileChannel channel = handle.channel();
      try {
        long at = shape.offset + (long) block * shape.blockBytes;
        while (target.hasRemaining()) {
          if (channel.read(target, at + target.position()) < 0) {
            throw corrupt("the file ends before block " + block);
          }
        }
        return interrupted;
      } catch (ClosedByInterruptException e) {
        interrupted |= Thread.interrupted();
        handle.reopen(channel);
      } catch (ClosedChannelException e) {
        handle.reopen(channel);
      }
      target.clear();
    }
  }

  /** What to throw where a block does not hold what it should. */
  public CorruptIndexException corrupt(String problem) {
    return new CorruptIndexException(shape.file, shape.section, problem);
  }

  @Override
  public void close() {
    cleanable.clean();
  }

  /** The open file, which must not lead back to the section. */
  private static final class Handle implements Runnable {
    private final Path path;
    private final boolean temporary;
    private volatile FileChannel channel;
    private boolean closed;

    Handle(Path path, boolean temporary) throws IOException {
      this.path = path;
      this.temporary = temporary;
      this.channel = FileChannel.open(path);
    }

    FileChannel channel() {
      return channel;
    }

    /** Opens the file again, unless another thread has done so since {@code old} was closed. */
    synchronized void reopen(FileChannel old) throws IOException {
      if (closed) {
        throw new IllegalStateException("the index in " + path + " is closed");
      }
      if (channel == old) {
        channel = FileChannel.open(path);
      }
    }

    @Override
    public synchronized void run() {
      closed = true;
      try {
        channel.close();
        if (temporary) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + path, e);
      }
    }
  }
}
