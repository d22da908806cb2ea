package io.cinclus.standalone.kafka;

import java.nio.file.Path;
import java.util.Map;

/** A process that starts a broker, writes a hundred records and waits for its death. */
final class WriteUntilKilled {

  static final String READY = "ready";

  private WriteUntilKilled() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(Path.of(args[0]), 0);
    try (var admin = Records.admin(kafka.bootstrapServers())) {
      Topics.ensure(admin, new TopicSpec("wal", 2, Map.of()));
    }
    Records.append(kafka.bootstrapServers(), "wal", 1, Records.numbered("killed", 100));
    System.out.println(READY);
    Thread.sleep(Long.MAX_VALUE);
  }
}
