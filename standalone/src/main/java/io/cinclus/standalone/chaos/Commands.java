package io.cinclus.standalone.chaos;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.Load;
import io.cinclus.standalone.chaos.Operation.Point;
import io.cinclus.standalone.chaos.Operation.Recreate;
import io.cinclus.standalone.chaos.Operation.Release;
import io.cinclus.v1.AlterAlias;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.DropPartition;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.ReleaseCollection;
import java.util.ArrayList;
import java.util.List;

/** The workload's changes as commands of the catalog. Stateless. */
final class Commands {
  private Commands() {}

  /**
   * What makes a change, in order. Each carries an id that depends on the change alone, so that
   * done again it is done once.
   */
  static List<CatalogCommand> of(Change change, Shape shape, int channelCount) {
    List<CatalogCommand.Builder> commands = new ArrayList<>();
    if (change instanceof Drop || change instanceof Recreate) {
      commands.add(drop(shape));
    }
    if (change instanceof Create || change instanceof Recreate) {
      commands.addAll(create(shape, channelCount));
    } else if (change instanceof Operation.CreatePartition create) {
      commands.add(createPartition(shape, create.partition()));
    } else if (change instanceof Operation.DropPartition drop) {
      commands.add(dropPartition(shape, drop.partition()));
    } else if (change instanceof Load) {
      commands.add(load(shape));
    } else if (change instanceof Release) {
      commands.add(release(shape));
    } else if (change instanceof Point point) {
      commands.add(point(point));
    }
    List<CatalogCommand> withIds = new ArrayList<>();
    for (int i = 0; i < commands.size(); i++) {
      withIds.add(commands.get(i).setCommandId(change.id() + "-" + i).build());
    }
    return withIds;
  }

  private static List<CatalogCommand.Builder> create(Shape shape, int channelCount) {
    CreateCollection.Builder create =
        CreateCollection.newBuilder()
            .setCollection(shape.name())
            .setSchema(SchemaCodec.encode(Messages.schema(shape)));
    for (int shard = 0; shard < shape.shards(); shard++) {
      create.addChannels(
          (Math.floorMod(shape.name().hashCode(), channelCount) + shard) % channelCount);
    }
    List<CatalogCommand.Builder> commands = new ArrayList<>();
    commands.add(CatalogCommand.newBuilder().setCreateCollection(create));
    for (int partition = 1; partition < shape.partitions(); partition++) {
      commands.add(createPartition(shape, partition));
    }
    commands.add(
        CatalogCommand.newBuilder()
            .setCreateIndex(
                CreateIndex.newBuilder()
                    .setCollection(shape.name())
                    .setField(Messages.VECTOR)
                    .setIndexType(shape.indexType())
                    .setMetricType(shape.metric().name())));
    commands.add(load(shape));
    return commands;
  }

  private static CatalogCommand.Builder drop(Shape shape) {
    return CatalogCommand.newBuilder()
        .setDropCollection(DropCollection.newBuilder().setCollection(shape.name()));
  }

  private static CatalogCommand.Builder createPartition(Shape shape, int partition) {
    return CatalogCommand.newBuilder()
        .setCreatePartition(
            CreatePartition.newBuilder()
                .setCollection(shape.name())
                .setPartition(shape.partition(partition)));
  }

  private static CatalogCommand.Builder dropPartition(Shape shape, int partition) {
    return CatalogCommand.newBuilder()
        .setDropPartition(
            DropPartition.newBuilder()
                .setCollection(shape.name())
                .setPartition(shape.partition(partition)));
  }

  private static CatalogCommand.Builder load(Shape shape) {
    return CatalogCommand.newBuilder()
        .setLoadCollection(LoadCollection.newBuilder().setCollection(shape.name()));
  }

  private static CatalogCommand.Builder release(Shape shape) {
    return CatalogCommand.newBuilder()
        .setReleaseCollection(ReleaseCollection.newBuilder().setCollection(shape.name()));
  }

  private static CatalogCommand.Builder point(Point point) {
    CatalogCommand.Builder command = CatalogCommand.newBuilder();
    return point.isNew()
        ? command.setCreateAlias(
            CreateAlias.newBuilder().setAlias(point.alias()).setCollection(point.collection()))
        : command.setAlterAlias(
            AlterAlias.newBuilder().setAlias(point.alias()).setCollection(point.collection()));
  }
}
