package io.cinclus.operators.build;

import com.google.protobuf.ByteString;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Publication;

/** How decisions are written to the manifests topic. Stateless. */
final class Publications {
  private Publications() {}

  /** The shard's manifest, or the deletion of a dropped shard's. */
  static Publication of(int channel, OwnedShard shard) {
    Publication.Builder publication =
        Publication.newBuilder()
            .setChannel(channel)
            .setKey(ByteString.copyFrom(PublishedManifests.key(ShardOwner.id(shard))));
    if (!shard.getDropped()) {
      publication.setEvent(ManifestEvent.newBuilder().setManifest(shard.getManifest()));
    }
    return publication.build();
  }

  static Publication of(ChannelProgress progress) {
    return Publication.newBuilder()
        .setChannel(progress.getChannel())
        .setKey(ByteString.copyFrom(PublishedManifests.progressKey()))
        .setEvent(ManifestEvent.newBuilder().setProgress(progress))
        .build();
  }
}
