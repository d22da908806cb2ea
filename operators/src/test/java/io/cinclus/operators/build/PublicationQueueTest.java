package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationQueueTest {
  private final PublicationQueue queue = new PublicationQueue();

  static Publication manifest(int channel, ShardId shard, long generation) {
    Manifest manifest =
        Manifest.newBuilder()
            .setCollectionId(shard.collectionId())
            .setShard(shard.shard())
            .setGeneration(generation)
            .build();
    return deletion(channel, shard).toBuilder()
        .setEvent(ManifestEvent.newBuilder().setManifest(manifest))
        .build();
  }

  static Publication deletion(int channel, ShardId shard) {
    return Publication.newBuilder()
        .setChannel(channel)
        .setKey(ByteString.copyFrom(PublishedManifests.key(shard)))
        .build();
  }

  static Publication progress(int channel, long sealedTo) {
    return Publication.newBuilder()
        .setChannel(channel)
        .setKey(ByteString.copyFrom(PublishedManifests.progressKey()))
        .setEvent(
            ManifestEvent.newBuilder()
                .setProgress(
                    ChannelProgress.newBuilder().setChannel(channel).setSealedTo(sealedTo)))
        .build();
  }

  @Test
  void ofEachShardAndOfProgressOnlyTheNewestIsKeptAndProgressComesLast() {
    ShardId first = new ShardId(1, 0);
    ShardId second = new ShardId(1, 1);
    queue.add(progress(0, 5));
    queue.add(manifest(0, first, 1));
    queue.add(manifest(0, second, 1));
    queue.add(manifest(0, first, 2));
    queue.add(progress(0, 9));
    queue.add(manifest(0, second, 3));
    assertThat(queue.drain())
        .containsExactly(
            PublicationBatch.newBuilder()
                .setChannel(0)
                .addPublications(manifest(0, first, 2))
                .addPublications(manifest(0, second, 3))
                .addPublications(progress(0, 9))
                .build());
  }

  @Test
  void aDeletionReplacesTheManifest() {
    ShardId shard = new ShardId(1, 0);
    queue.add(manifest(0, shard, 1));
    queue.add(deletion(0, shard));
    assertThat(queue.drain().get(0).getPublicationsList()).containsExactly(deletion(0, shard));
  }

  @Test
  void eachChannelHasItsBatch() {
    queue.add(manifest(3, new ShardId(1, 0), 1));
    queue.add(manifest(1, new ShardId(1, 1), 1));
    assertThat(queue.drain()).extracting(PublicationBatch::getChannel).containsExactly(1, 3);
  }

  @Test
  void whatWasDrainedDoesNotComeAgain() {
    queue.add(progress(0, 5));
    assertThat(queue.drain()).hasSize(1);
    assertThat(queue.drain()).isEqualTo(List.of());
  }
}
