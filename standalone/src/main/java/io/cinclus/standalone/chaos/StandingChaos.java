package io.cinclus.standalone.chaos;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.WalRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a collection with standing queries while what publishes their matches is killed again
 * and again; then compares what was published with what the log says: on the plain topic each match
 * at least once, on the transactional one exactly once, and no others.
 */
public final class StandingChaos {
  private static final Logger LOG = LoggerFactory.getLogger(StandingChaos.class);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 200;
  private static final int TOPIC_PARTITIONS = 2;

  /** The part of a life of the workload after which the host is killed. */
  private static final double KILLED_AT = 0.7;

  private StandingChaos() {}

  /**
   * Runs.
   *
   * @throws ChaosFailure where a match is missing, doubled or wrong
   */
  public static StandingReport run(StandingSettings settings, StandingHost host)
      throws IOException, InterruptedException, ChaosFailure {
    StandingWorkload workload = new StandingWorkload(settings.seed());
    LogConfig log = host.start();
    prepare(log);
    for (int kill = 0; kill < settings.kills(); kill++) {
      LogConfig now = log;
      Thread worker = new Thread(() -> work(workload, now, settings.life()), "standing-workload");
      worker.start();
      Thread.sleep((long) (KILLED_AT * settings.life().toMillis()));
      host.kill();
      log = host.start();
      worker.join();
    }
    work(workload, log, settings.life());
    return compare(settings, log);
  }

  private static void work(StandingWorkload workload, LogConfig log, Duration life) {
    try {
      workload.work(log, life);
    } catch (RuntimeException e) {
      // The host was killed before it could be connected to; the next life goes on.
      LOG.info("A life of the workload ends", e);
    }
  }

  private static void prepare(LogConfig log) throws InterruptedException {
    try (Admin admin = Admin.create(log.clientProperties())) {
      Topics.ensure(
          admin,
          new TopicSpec(StandingWorkload.PLAIN_TOPIC, TOPIC_PARTITIONS, Map.of()),
          new TopicSpec(StandingWorkload.TRANSACTIONAL_TOPIC, TOPIC_PARTITIONS, Map.of()));
    }
    try (CinclusClient client = CinclusClient.connect(log, "standing-chaos")) {
      StandingWorkload.createCollection(client);
    }
  }

  private static StandingReport compare(StandingSettings settings, LogConfig log)
      throws InterruptedException, ChaosFailure {
    try (StandingTopics topics = new StandingTopics(log)) {
      StandingModel model = model(log, topics);
      Set<String> plain = model.matches(MatchDelivery.MATCH_AT_LEAST_ONCE);
      Set<String> transactional = model.matches(MatchDelivery.MATCH_EXACTLY_ONCE);
      List<String> published = await(topics, StandingWorkload.PLAIN_TOPIC, plain);
      List<String> committed = await(topics, StandingWorkload.TRANSACTIONAL_TOPIC, transactional);
      check(settings, "the plain topic", plain, new HashSet<>(published));
      check(settings, "the transactional topic", transactional, new HashSet<>(committed));
      if (committed.size() > transactional.size()) {
        throw new ChaosFailure(
            "seed %d: the transactional topic has %d matches more than once"
                .formatted(settings.seed(), committed.size() - transactional.size()));
      }
      return new StandingReport(
          settings.kills(),
          model.rows(),
          model.queries(),
          plain.size() + transactional.size(),
          published.size() - plain.size());
    }
  }

  private static StandingModel model(LogConfig log, StandingTopics topics) {
    CollectionInfo collection;
    try (CatalogClient catalog = new CatalogClient(log)) {
      collection = catalog.newest().collection("", StandingWorkload.COLLECTION);
    }
    StandingModel model = new StandingModel(collection);
    int[] channel = {-1};
    topics.read(
        log.walTopic(),
        record -> {
          if (record.partition() != channel[0]) {
            channel[0] = record.partition();
            model.beginChannel();
          }
          model.read(record.partition(), record.offset(), walRecord(record));
        });
    return model;
  }

  private static WalRecord walRecord(ConsumerRecord<byte[], byte[]> record) {
    try {
      return WalRecord.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the log holds something that is not a record", e);
    }
  }

  /** The keys on a topic, when it has all that is expected, or does not get it. */
  private static List<String> await(StandingTopics topics, String topic, Set<String> expected)
      throws InterruptedException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<String> found = new ArrayList<>();
      topics.read(topic, record -> found.add(StandingTopics.key(record)));
      if (new HashSet<>(found).containsAll(expected) || System.nanoTime() > deadlineNanos) {
        return found;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static void check(
      StandingSettings settings, String what, Set<String> expected, Set<String> found)
      throws ChaosFailure {
    Set<String> missing = new HashSet<>(expected);
    missing.removeAll(found);
    Set<String> wrong = new HashSet<>(found);
    wrong.removeAll(expected);
    if (!missing.isEmpty() || !wrong.isEmpty()) {
      throw new ChaosFailure(
          "seed %d: %s lacks %d of %d matches, %s, and has %d that are none, %s"
              .formatted(
                  settings.seed(),
                  what,
                  missing.size(),
                  expected.size(),
                  missing.stream().sorted().limit(5).toList(),
                  wrong.size(),
                  wrong.stream().sorted().limit(5).toList()));
    }
  }
}
