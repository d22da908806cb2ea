package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.model.Position;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.inspect.ShardState;
import io.cinclus.standalone.text.TextTable;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the segments of a collection, as its newest manifests name them. */
@Command(
    name = "segments",
    description = {
      "List the segments of a collection: what is sealed, with its files and indexes, and what is"
          + " growing. A position is OFFSET.INDEX in the log of its channel."
    },
    mixinStandardHelpOptions = true)
final class SegmentsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Option(names = "--database", defaultValue = "", description = "Default: the default database.")
  private String database;

  @Parameters(paramLabel = "COLLECTION", description = "Name or alias.")
  private String collection;

  @Override
  public Integer call() throws InterruptedException, InvalidProtocolBufferException {
    LogConfig log = connection.open();
    CollectionInfo info;
    try (CatalogClient client = new CatalogClient(log)) {
      info = client.newest().collection(database, collection);
    }
    List<ShardState> shards = ShardState.read(log, info);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        connection.json() ? json(info, shards) + System.lineSeparator() : table(info, shards));
    out.flush();
    return 0;
  }

  private static String table(CollectionInfo info, List<ShardState> shards) {
    TextTable table =
        new TextTable(
            ">shard",
            ">channel",
            "segment",
            "partition",
            ">rows",
            ">from",
            ">to",
            ">size",
            "indexes");
    for (ShardState shard : shards) {
      int number = shard.manifest().getShard();
      for (Segment segment : shard.manifest().getSegmentsList()) {
        table.row(
            number,
            shard.channel(),
            "sealed",
            partition(info, segment.getPartitionId()),
            segment.getRowCount(),
            position(segment.getFrom()),
            position(segment.getTo()),
            TextTable.bytes(segment.getFile().getLengthBytes()),
            indexes(info, segment));
      }
      for (TombstoneFile file : shard.manifest().getTombstonesList()) {
        table.row(
            number,
            shard.channel(),
            "tombstones",
            "",
            file.getCount(),
            position(file.getFrom()),
            position(file.getTo()),
            TextTable.bytes(file.getFile().getLengthBytes()),
            "");
      }
      table.row(
          number,
          shard.channel(),
          "growing",
          "",
          shard.growingMutations(),
          position(shard.manifest().getSealedTo()),
          "",
          "",
          "");
    }
    return table.render();
  }

  private static String indexes(CollectionInfo info, Segment segment) {
    List<String> indexes = new ArrayList<>();
    for (IndexInfo index : info.indexes()) {
      String field = info.schema().field(index.fieldId()).name();
      indexes.add(
          segment.getIndexesList().stream()
              .filter(built -> built.getIndexId() == index.id())
              .findFirst()
              .map(
                  built ->
                      "%s %s %s"
                          .formatted(
                              field,
                              built.getIndexType(),
                              TextTable.bytes(built.getFile().getLengthBytes())))
              .orElse(field + " not indexed"));
    }
    return String.join(", ", indexes);
  }

  private static String partition(CollectionInfo info, long id) {
    return info.partitions().stream()
        .filter(partition -> partition.id() == id)
        .findFirst()
        .map(PartitionInfo::name)
        .orElse("dropped");
  }

  private static String position(long position) {
    return position == Position.NONE
        ? "-"
        : Position.offset(position) + "." + Position.index(position);
  }

  private static String json(CollectionInfo info, List<ShardState> shards) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (ShardState shard : shards) {
      ObjectNode one = all.addObject();
      one.put("shard", shard.manifest().getShard()).put("channel", shard.channel());
      one.put("generation", shard.manifest().getGeneration());
      one.put("sealed_to", shard.manifest().getSealedTo());
      one.put("growing_mutations", shard.growingMutations());
      ArrayNode segments = one.putArray("segments");
      for (Segment segment : shard.manifest().getSegmentsList()) {
        ObjectNode json =
            segments
                .addObject()
                .put("file", segment.getFile().getPath())
                .put("size_bytes", segment.getFile().getLengthBytes())
                .put("partition", partition(info, segment.getPartitionId()))
                .put("rows", segment.getRowCount())
                .put("from", segment.getFrom())
                .put("to", segment.getTo());
        ArrayNode indexes = json.putArray("indexes");
        for (IndexFile index : segment.getIndexesList()) {
          indexes
              .addObject()
              .put("field", info.schema().field(index.getFieldId()).name())
              .put("index_type", index.getIndexType())
              .put("file", index.getFile().getPath())
              .put("size_bytes", index.getFile().getLengthBytes());
        }
      }
      ArrayNode tombstones = one.putArray("tombstones");
      for (TombstoneFile file : shard.manifest().getTombstonesList()) {
        tombstones
            .addObject()
            .put("file", file.getFile().getPath())
            .put("size_bytes", file.getFile().getLengthBytes())
            .put("count", file.getCount());
      }
    }
    return Json.print(all);
  }
}
