package io.cinclus.operators.log;

import com.google.protobuf.UnsafeByteOperations;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.Gap;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Tombstone;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Hands on each record as it is; what it holds is for the operator behind to judge. */
final class LogEventDeserializer implements KafkaRecordDeserializationSchema<LogEvent> {
  private static final long serialVersionUID = 1L;

  static final TypeInformation<LogEvent> TYPE = new ProtoTypeInfo<>(LogEvent.class);

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<LogEvent> out) {
    LogEvent.Builder event =
        LogEvent.newBuilder()
            .setPartition(record.partition())
            .setOffset(record.offset())
            .setTimestampMillis(record.timestamp());
    if (record.key() != null) {
      event.setKey(UnsafeByteOperations.unsafeWrap(record.key()));
    }
    if (GapInterceptor.isGap(record)) {
      event.setGap(Gap.getDefaultInstance());
    } else if (record.value() == null) {
      event.setTombstone(Tombstone.getDefaultInstance());
    } else {
      event.setRecord(UnsafeByteOperations.unsafeWrap(record.value()));
    }
    out.collect(event.build());
  }

  @Override
  public TypeInformation<LogEvent> getProducedType() {
    return TYPE;
  }
}
