package io.cinclus.standalone.bench;

import java.time.Duration;
import java.util.Map;

/**
 * What all contenders do.
 *
 * @param metric as Milvus names it: L2, IP or COSINE
 * @param index as Milvus names it
 * @param params of the build, by Milvus' names
 * @param k how many neighbours
 * @param effort how it is asked
 */
public record Task(
    String metric, String index, Map<String, String> params, int k, Sweep sweep, Effort effort) {
  public Task {
    params = Map.copyOf(params);
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1: " + k);
    }
  }

  /**
   * How queries are asked.
   *
   * @param threads that ask at the same time
   * @param batch how many queries are asked together
   * @param warmUp how long at least before it is measured; all queries are asked once at least
   * @param measured how long at least it is measured; all queries are asked once at least
   * @param rounds how often the whole sweep is measured
   */
  public record Effort(int threads, int batch, Duration warmUp, Duration measured, int rounds) {
    public Effort {
      if (threads < 1 || batch < 1 || rounds < 1) {
        throw new IllegalArgumentException("threads, batch and rounds must be at least 1");
      }
    }
  }
}
