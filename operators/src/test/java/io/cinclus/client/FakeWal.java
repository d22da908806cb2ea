package io.cinclus.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.v1.WalRecord;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A write-ahead log whose acknowledgements and failures the test decides, oldest record first. */
final class FakeWal {
  static final String TOPIC = "test.wal";
  static final long WRITER = 77;

  private static final int CHANNELS = 4;

  final MockProducer<byte[], byte[]> producer;
  final ChannelAppender appender;

  /** The thread that sent last. */
  volatile @Nullable Thread sender;

  /** Runs before each record is sent. */
  Runnable onSend = () -> {};

  FakeWal(boolean acknowledgesAtOnce) {
    Node node = new Node(0, "nowhere", 1);
    List<PartitionInfo> partitions =
        IntStream.range(0, CHANNELS)
            .mapToObj(
                channel ->
                    new PartitionInfo(TOPIC, channel, node, new Node[] {node}, new Node[] {node}))
            .toList();
    Cluster cluster = new Cluster("fake", List.of(node), partitions, Set.of(), Set.of());
    producer =
        new MockProducer<>(
            cluster,
            acknowledgesAtOnce,
            null,
            new ByteArraySerializer(),
            new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(
              ProducerRecord<byte[], byte[]> record, Callback callback) {
            sender = Thread.currentThread();
            onSend.run();
            Future<RecordMetadata> sent = super.send(record, callback);
            notifyAll();
            return sent;
          }
        };
    appender = new ChannelAppender(TOPIC, WRITER, producer);
  }

  /** All records that were sent, again or for the first time. */
  List<WalRecord> sent() {
    return producer.history().stream().map(record -> parse(record.value())).toList();
  }

  List<Long> sequences() {
    return sent().stream().map(WalRecord::getSequence).toList();
  }

  /** Waits until so many records have been sent, which another thread may do. */
  void awaitSent(int count) throws InterruptedException {
    synchronized (producer) {
      while (producer.history().size() < count) {
        producer.wait();
      }
    }
  }

  private static WalRecord parse(byte[] record) {
    try {
      return WalRecord.parseFrom(record);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
