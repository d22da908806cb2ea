package io.cinclus.standalone.fraud;

import io.cinclus.operators.score.Event;
import io.cinclus.operators.score.ScoreTypes;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An event in the log: its key is the event's number, its value the event's values with commas
 * between them, so that any consumer can show it. Stateless.
 */
final class EventRecord implements KafkaRecordDeserializationSchema<Event> {
  private static final long serialVersionUID = 1L;
  private static final String TENANT = "demo";

  static ProducerRecord<byte[], byte[]> of(String topic, int number, float[] values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(Float.isNaN(values[i]) ? "" : values[i]);
    }
    return new ProducerRecord<>(
        topic,
        String.valueOf(number).getBytes(StandardCharsets.UTF_8),
        text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Event> out) {
    String[] fields = new String(record.value(), StandardCharsets.UTF_8).split(",", -1);
    float[] values = new float[fields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields[i].isEmpty() ? Float.NaN : Float.parseFloat(fields[i]);
    }
    String id = new String(record.key(), StandardCharsets.UTF_8);
    out.collect(new Event(TENANT, id, record.timestamp(), values));
  }

  @Override
  public TypeInformation<Event> getProducedType() {
    return ScoreTypes.EVENT;
  }
}
