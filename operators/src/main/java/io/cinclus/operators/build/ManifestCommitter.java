package io.cinclus.operators.build;

import com.google.protobuf.ByteString;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends publications to the manifests topic, each channel in a transaction of a producer whose
 * transactional id is the channel's: when this committer has opened, no earlier owner of its
 * channels can publish any more. Generations and progress in the topic never decrease: what is not
 * above the published one is left out, so a repeated commit changes nothing.
 *
 * <p>Batches of channels that are not this subtask's, which a rescaled checkpoint may hand it, are
 * dropped and counted: the channel's owner publishes its state anew when it starts.
 */
final class ManifestCommitter implements Committer<PublicationBatch> {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestCommitter.class);

  private static final int TRANSACTION_TIMEOUT_MILLIS = 60_000;

  private final LogConfig log;
  private final Map<Integer, KafkaProducer<byte[], byte[]>> producers = new HashMap<>();
  private final Map<ShardId, Long> generations = new HashMap<>();
  private final Map<Integer, Long> progress = new HashMap<>();
  private final Counter foreign;

  /**
   * Fences the earlier owners of {@code channels} and reads what they have published.
   *
   * @param foreign counts the batches of other channels
   */
  ManifestCommitter(LogConfig log, List<Integer> channels, Counter foreign) {
    this.log = log;
    this.foreign = foreign;
    try {
      for (int channel : channels) {
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                properties(channel), new ByteArraySerializer(), new ByteArraySerializer());
        producers.put(channel, producer);
        producer.initTransactions();
      }
      readPublished(channels);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void readPublished(List<Integer> channels) {
    try {
      PublishedManifests published = PublishedManifests.read(log, channels);
      published
          .manifests()
          .values()
          .forEach(
              shards -> shards.forEach((shard, m) -> generations.put(shard, m.getGeneration())));
      published.progress().forEach((channel, p) -> progress.put(channel, p.getSealedTo()));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          log.manifestsTopic() + " holds something that is not a manifest; who wrote to it?", e);
    }
  }

  private Properties properties(int channel) {
    Properties properties = log.clientProperties();
    properties.setProperty(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, log.topicPrefix() + "-manifests-" + channel);
    properties.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(TRANSACTION_TIMEOUT_MILLIS));
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
    return properties;
  }

  @Override
  public void commit(Collection<CommitRequest<PublicationBatch>> requests) throws IOException {
    for (CommitRequest<PublicationBatch> request : requests) {
      KafkaProducer<byte[], byte[]> producer = producers.get(request.getCommittable().getChannel());
      if (producer == null) {
        foreign.inc();
        LOG.info(
            "channel {} has another owner since the job was rescaled; it publishes what this"
                + " checkpoint held",
            request.getCommittable().getChannel());
        request.signalAlreadyCommitted();
        continue;
      }
      publish(producer, request.getCommittable());
    }
  }

  private void publish(KafkaProducer<byte[], byte[]> producer, PublicationBatch batch)
      throws IOException {
    List<Publication> fresh = new ArrayList<>();
    for (Publication publication : batch.getPublicationsList()) {
      if (isAhead(publication)) {
        fresh.add(publication);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    try {
      producer.beginTransaction();
      for (Publication publication : fresh) {
        producer.send(record(publication)); // The commit tells of a failure.
      }
      producer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new IOException(
          "another owner of channel %d has started; this one stops".formatted(batch.getChannel()),
          e);
    } catch (ApiException e) {
      abort(producer, e);
      throw new IOException("channel " + batch.getChannel() + " could not be published", e);
    }
    fresh.forEach(this::remember);
  }

  private static void abort(KafkaProducer<byte[], byte[]> producer, ApiException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      cause.addSuppressed(e); // A commit that timed out cannot be aborted; the next owner does.
    }
  }

  private boolean isAhead(Publication publication) {
    if (publication.getEvent().hasProgress()) {
      ChannelProgress next = publication.getEvent().getProgress();
      return next.getSealedTo() > progress.getOrDefault(next.getChannel(), Long.MIN_VALUE);
    }
    if (publication.getEvent().hasManifest()) {
      Manifest next = publication.getEvent().getManifest();
      return next.getGeneration() > generations.getOrDefault(shard(publication), Long.MIN_VALUE);
    }
    return true; // A deletion that nobody needs does no harm, and its owner waits to read it.
  }

  private void remember(Publication publication) {
    if (publication.getEvent().hasProgress()) {
      ChannelProgress next = publication.getEvent().getProgress();
      progress.put(next.getChannel(), next.getSealedTo());
    } else if (publication.getEvent().hasManifest()) {
      generations.put(shard(publication), publication.getEvent().getManifest().getGeneration());
    } else {
      generations.remove(shard(publication));
    }
  }

  private static ShardId shard(Publication publication) {
    return PublishedManifests.shardOf(publication.getKey().toByteArray());
  }

  private ProducerRecord<byte[], byte[]> record(Publication publication) {
    ByteString key = publication.getKey();
    byte[] value = publication.hasEvent() ? publication.getEvent().toByteArray() : null;
    return new ProducerRecord<>(
        log.manifestsTopic(), publication.getChannel(), key.toByteArray(), value);
  }

  @Override
  public void close() {
    producers.values().forEach(producer -> producer.close(java.time.Duration.ZERO));
  }
}
