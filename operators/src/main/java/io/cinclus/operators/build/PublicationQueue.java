package io.cinclus.operators.build;

import com.google.protobuf.ByteString;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has been decided since the last checkpoint began: of each shard and of each channel's
 * progress only the newest, progress behind the manifests. Not thread-safe.
 */
final class PublicationQueue {
  private final Map<Integer, Map<ByteString, Publication>> channels = new TreeMap<>();

  void add(Publication publication) {
    Map<ByteString, Publication> keys =
        channels.computeIfAbsent(publication.getChannel(), channel -> new LinkedHashMap<>());
    keys.remove(publication.getKey());
    keys.put(publication.getKey(), publication);
  }

  /** One batch for each channel that has something, and starts anew. */
  List<PublicationBatch> drain() {
    List<PublicationBatch> batches = new ArrayList<>();
    channels.forEach(
        (channel, keys) -> {
          PublicationBatch.Builder batch = PublicationBatch.newBuilder().setChannel(channel);
          keys.values().stream()
              .filter(p -> !p.getEvent().hasProgress())
              .forEach(batch::addPublications);
          keys.values().stream()
              .filter(p -> p.getEvent().hasProgress())
              .forEach(batch::addPublications);
          batches.add(batch.build());
        });
    channels.clear();
    return batches;
  }
}
