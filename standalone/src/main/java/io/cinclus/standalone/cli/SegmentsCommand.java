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
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
            "what",
            "partition",
            ">rows",
            ">from",
            ">to",
            ">size",
            "indexes",
            "file");
    for (ShardState shard : shards) {
      Object[] place = {shard.manifest().getShard(), shard.channel()};
      for (Segment segment : shard.manifest().getSegmentsList()) {
        sealed(table, place, info, segment);
      }
      for (TombstoneFile file : shard.manifest().getTombstonesList()) {
        row(
            table,
            place,
            "tombstones",
            "",
            file.getCount(),
            position(file.getFrom()),
            position(file.getTo()),
            size(file.getFile()),
            "",
            file.getFile().getPath());
      }
      row(
          table,
          place,
          "growing",
          "",
          shard.growingMutations(),
          position(shard.manifest().getSealedTo()),
          "",
          "",
          "",
          "");
    }
    return table.render();
  }

  /** A row of a segment, and one of each of its index files. */
  private static void sealed(
      TextTable table, Object[] place, CollectionInfo info, Segment segment) {
    row(
        table,
        place,
        "sealed",
        partition(info, segment.getPartitionId()),
        segment.getRowCount(),
        position(segment.getFrom()),
        position(segment.getTo()),
        size(segment.getFile()),
        indexes(info, segment),
        segment.getFile().getPath());
    for (IndexFile index : segment.getIndexesList()) {
      row(
          table,
          place,
          "index",
          "",
          "",
          "",
          "",
          size(index.getFile()),
          field(info, index.getFieldId()) + " " + index.getIndexType(),
          index.getFile().getPath());
    }
  }

  private static void row(TextTable table, Object[] place, Object... cells) {
    table.row(Stream.concat(Stream.of(place), Stream.of(cells)).toArray());
  }

  private static String size(FileRef file) {
    return TextTable.bytes(file.getLengthBytes());
  }

  private static String field(CollectionInfo info, int id) {
    return info.schema().field(id).name();
  }

  private static String indexes(CollectionInfo info, Segment segment) {
    List<String> indexes = new ArrayList<>();
    for (IndexInfo index : info.builtIndexes()) {
      boolean built =
          segment.getIndexesList().stream().anyMatch(file -> file.getIndexId() == index.id());
      indexes.add(
          "%s %s %s"
              .formatted(
                  field(info, index.fieldId()), index.indexType(), built ? "built" : "not built"));
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
              .put("field", field(info, index.getFieldId()))
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
