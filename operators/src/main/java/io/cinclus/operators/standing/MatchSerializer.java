package io.cinclus.operators.standing;

import io.cinclus.v1.MatchFormat;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.StandingMatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Matches as Kafka's records. All matches of a query on a channel are in one partition of its
 * topic, in the order of their positions, so that one that comes again stands behind a higher one.
 * The key is {@code query id/channel/position}, which tells matches apart. Stateless.
 */
final class MatchSerializer implements KafkaRecordSerializationSchema<MatchRecord> {
  private static final long serialVersionUID = 1L;

  static final String CONTENT_TYPE = "content-type";
  static final String JSON = "application/json";

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      MatchRecord record, KafkaSinkContext context, Long timestamp) {
    StandingMatch match = record.getMatch();
    int[] partitions = context.getPartitionsForTopic(record.getTopic());
    int hash = 31 * Long.hashCode(match.getQueryId()) + match.getChannel();
    boolean isJson = record.getFormat() == MatchFormat.MATCH_JSON;
    return new ProducerRecord<>(
        record.getTopic(),
        partitions[Math.floorMod(hash, partitions.length)],
        key(match).getBytes(StandardCharsets.UTF_8),
        isJson ? JsonMatches.encode(match) : match.toByteArray(),
        isJson
            ? List.of(new RecordHeader(CONTENT_TYPE, JSON.getBytes(StandardCharsets.UTF_8)))
            : List.of());
  }

  private static String key(StandingMatch match) {
    return match.getQueryId() + "/" + match.getChannel() + "/" + match.getPosition();
  }
}
