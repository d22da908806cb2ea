package io.cinclus.standalone.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;

/** Durations as Flink's options have them. */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return TimeUtils.parseDuration(text);
  }
}
