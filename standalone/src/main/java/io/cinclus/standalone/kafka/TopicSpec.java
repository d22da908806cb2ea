package io.cinclus.standalone.kafka;

import java.util.Map;

/**
 * What a topic is to be: its name, its number of partitions and its settings, as {@link
 * org.apache.kafka.common.config.TopicConfig} names them. Immutable.
 */
public record TopicSpec(String name, int partitions, Map<String, String> configs) {

  public TopicSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a topic needs a name");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "topic " + name + " needs at least one partition, not " + partitions);
    }
    configs = Map.copyOf(configs);
  }
}
