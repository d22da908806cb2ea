package io.cinclus.operators.standing;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.StandingMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Matches of standing queries as a stream of a user's own job. Stateless. */
public final class StandingMatches {
  private StandingMatches() {}

  /** The type of the stream. */
  public static TypeInformation<StandingMatch> type() {
    return new ProtoTypeInfo<>(StandingMatch.class);
  }

  /**
   * The matches of a topic, those that are committed and in Protobuf.
   *
   * @param start where a job without a checkpoint begins
   */
  public static KafkaSource<StandingMatch> source(
      LogConfig log, String topic, OffsetsInitializer start) {
    Properties properties = log.clientProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty("commit.offsets.on.checkpoint", "false");
    return KafkaSource.<StandingMatch>builder()
        .setTopics(topic)
        .setStartingOffsets(start)
        .setDeserializer(new Deserializer())
        .setProperties(properties)
        .build();
  }

  /**
   * The matches without those that have come before. Remembers the highest position of each query
   * on each channel, since matches that come again stand behind higher ones; so the stream must be
   * in the order of the topic's partitions, and the topic must keep their number.
   *
   * @param uid of the operator
   */
  public static SingleOutputStreamOperator<StandingMatch> once(
      DataStream<StandingMatch> matches, String uid) {
    return matches
        .keyBy(match -> match.getQueryId() + "/" + match.getChannel(), Types.STRING)
        .filter(new Newer())
        .uid(uid)
        .name(uid);
  }

  private static final class Newer extends RichFilterFunction<StandingMatch> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<Long> highest;

    @Override
    public void open(OpenContext context) {
      highest = getRuntimeContext().getState(new ValueStateDescriptor<>("highest", Types.LONG));
    }

    @Override
    public boolean filter(StandingMatch match) throws IOException {
      Long known = highest.value();
      if (known != null && match.getPosition() <= known) {
        return false;
      }
      highest.update(match.getPosition());
      return true;
    }
  }

  private static final class Deserializer
      implements KafkaRecordDeserializationSchema<StandingMatch> {
    private static final long serialVersionUID = 1L;

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<StandingMatch> out)
        throws IOException {
      Header type = record.headers().lastHeader(MatchSerializer.CONTENT_TYPE);
      boolean isJson =
          type != null
              && new String(type.value(), StandardCharsets.UTF_8).equals(MatchSerializer.JSON);
      if (!isJson && record.value() != null) {
        out.collect(StandingMatch.parseFrom(record.value()));
      }
    }

    @Override
    public TypeInformation<StandingMatch> getProducedType() {
      return type();
    }
  }
}
