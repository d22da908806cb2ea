package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.milvus.grpc.ShowCollectionsRequest;
import io.cinclus.milvus.grpc.ShowPartitionsRequest;
import io.cinclus.milvus.grpc.ShowType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.LoadCollection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // Older clients wait by it until something is loaded.
class CollectionCallsTest {
  private static final String DATABASE = "default";

  private static final Catalog CATALOG =
      Stream.of(
              create("loaded"),
              index("loaded"),
              load("loaded"),
              create("also"),
              index("also"),
              load("also"),
              create("released"),
              CatalogCommand.newBuilder()
                  .setCreatePartition(
                      CreatePartition.newBuilder().setCollection("loaded").setPartition("p")))
          .reduce(Catalog.EMPTY, CollectionCallsTest::apply, (first, second) -> second);

  @Test
  void allAreShownOrThoseThatAreLoaded() {
    assertThat(shown(ShowType.All)).containsExactlyInAnyOrder("loaded", "also", "released");
    assertThat(shown(ShowType.All, "loaded")).hasSize(3);
    assertThat(shown(ShowType.InMemory)).containsExactlyInAnyOrder("loaded", "also");
  }

  /** Clients up to 2.5 wait by it until a collection is loaded. */
  @Test
  void ofTheLoadedOnesOnlyTheNamedAreShown() {
    assertThat(shown(ShowType.InMemory, "also")).containsExactly("also");
    assertThatThrownBy(() -> shown(ShowType.InMemory, "also", "released"))
        .isInstanceOfSatisfying(
            CinclusException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COLLECTION_NOT_LOADED));
    assertThatThrownBy(() -> shown(ShowType.InMemory, "none"))
        .isInstanceOfSatisfying(
            CinclusException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND));
  }

  @Test
  void ofPartitionsOnlyTheNamedAreShownWhereItIsAskedWhatIsLoaded() {
    CollectionInfo collection = CATALOG.collection(DATABASE, "loaded");
    assertThat(PartitionCalls.shown(collection, partitions(ShowType.InMemory, "p")))
        .containsExactly(collection.partition("p"));
    assertThat(PartitionCalls.shown(collection, partitions(ShowType.InMemory))).hasSize(2);
    assertThat(PartitionCalls.shown(collection, partitions(ShowType.All, "p"))).hasSize(2);
  }

  private static List<String> shown(ShowType type, String... names) {
    ShowCollectionsRequest request =
        ShowCollectionsRequest.newBuilder()
            .setType(type)
            .addAllCollectionNames(List.of(names))
            .build();
    return CollectionCalls.shown(CATALOG, DATABASE, request).stream()
        .map(CollectionInfo::name)
        .toList();
  }

  private static ShowPartitionsRequest partitions(ShowType type, String... names) {
    return ShowPartitionsRequest.newBuilder()
        .setType(type)
        .addAllPartitionNames(List.of(names))
        .build();
  }

  private static CatalogCommand.Builder create(String collection) {
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));
    return CatalogCommand.newBuilder()
        .setCreateCollection(
            CreateCollection.newBuilder()
                .setCollection(collection)
                .setSchema(SchemaCodec.encode(schema))
                .addChannels(0));
  }

  private static CatalogCommand.Builder index(String collection) {
    return CatalogCommand.newBuilder()
        .setCreateIndex(CreateIndex.newBuilder().setCollection(collection).setField("vector"));
  }

  private static CatalogCommand.Builder load(String collection) {
    return CatalogCommand.newBuilder()
        .setLoadCollection(LoadCollection.newBuilder().setCollection(collection));
  }

  private static Catalog apply(Catalog catalog, CatalogCommand.Builder command) {
    long position = catalog.position() + 1;
    Catalog next =
        CatalogFold.apply(catalog, command.setCommandId("command-" + position).build(), position);
    var unused = next.outcome("command-" + position).orElseThrow().positionIfAccepted();
    return next;
  }
}
