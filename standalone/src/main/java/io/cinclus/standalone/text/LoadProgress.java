package io.cinclus.standalone.text;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Shows how far something is: a bar in a terminal, otherwise a line now and then. */
public final class LoadProgress implements AutoCloseable {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
  private static final int BAR_UPDATE_MILLIS = 500;

  private final PrintWriter out;
  private final long max;
  private final @Nullable ProgressBar bar;
  private long nextLineNanos = System.nanoTime();

  /**
   * Begins at nothing.
   *
   * @param name of what is done
   * @param max of which it is all
   */
  public LoadProgress(PrintWriter out, String name, long max) {
    this.out = out;
    this.max = max;
    this.bar =
        !CommandLine.Help.Ansi.AUTO.enabled() // Not a terminal.
            ? null
            : new ProgressBarBuilder()
                .setTaskName("  " + name)
                .setInitialMax(max)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(BAR_UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build();
  }

  /** So much is done; {@code state} says more. */
  public void at(long done, String state) {
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + state);
    } else if (System.nanoTime() >= nextLineNanos) {
      out.printf("  %,9d of %,d   %s%n", done, max, state);
      out.flush();
      nextLineNanos = System.nanoTime() + LINE_INTERVAL.toNanos();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
