package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.milvus.grpc.ValueField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SchemasTest {
  private static io.cinclus.milvus.grpc.CollectionSchema.Builder schema() {
    return io.cinclus.milvus.grpc.CollectionSchema.newBuilder()
        .setName("books")
        .setDescription("to read")
        .setEnableDynamicField(true)
        .addFields(
            FieldSchema.newBuilder()
                .setName("id")
                .setDataType(DataType.Int64)
                .setIsPrimaryKey(true)
                .setAutoID(true))
        .addFields(
            FieldSchema.newBuilder()
                .setName("vector")
                .setDataType(DataType.FloatVector)
                .addTypeParams(KeyValues.pair("dim", "4")))
        .addFields(
            FieldSchema.newBuilder()
                .setName("title")
                .setDescription("on the cover")
                .setDataType(DataType.VarChar)
                .setNullable(true)
                .addTypeParams(KeyValues.pair("max_length", "64")))
        .addFields(
            FieldSchema.newBuilder()
                .setName("pages")
                .setDataType(DataType.Int16)
                .setDefaultValue(ValueField.newBuilder().setIntData(100)))
        .addFields(
            FieldSchema.newBuilder()
                .setName("price")
                .setDataType(DataType.Float)
                .setDefaultValue(ValueField.newBuilder().setFloatData(0.1f)))
        .addFields(
            FieldSchema.newBuilder()
                .setName("tags")
                .setDataType(DataType.Array)
                .setElementType(DataType.VarChar)
                .addTypeParams(KeyValues.pair("max_capacity", "8"))
                .addTypeParams(KeyValues.pair("max_length", "16")))
        .addFields(
            FieldSchema.newBuilder()
                .setName("text")
                .setDataType(DataType.VarChar)
                .addTypeParams(KeyValues.pair("max_length", "1000"))
                .addTypeParams(KeyValues.pair("enable_analyzer", "true"))
                .addTypeParams(KeyValues.pair("enable_match", "true"))
                .addTypeParams(KeyValues.pair("analyzer_params", "{\"type\": \"english\"}")))
        .addFields(
            FieldSchema.newBuilder()
                .setName("counts")
                .setDataType(DataType.SparseFloatVector)
                .setIsFunctionOutput(true))
        .addFunctions(
            FunctionSchema.newBuilder()
                .setName("bm25")
                .setDescription("ranks")
                .setType(FunctionType.BM25)
                .addInputFieldNames("text")
                .addOutputFieldNames("counts"));
  }

  @Test
  void aSchemaComesBackAsItWasSent() {
    CollectionSchema translated =
        SchemaRules.withFieldIds(
            SchemaRules.check(Schemas.fromMilvus(schema().build(), ZoneOffset.UTC)));
    io.cinclus.milvus.grpc.CollectionSchema back =
        Schemas.toMilvus("books", "db", translated, ZoneOffset.UTC);
    assertThat(back.getDbName()).isEqualTo("db");
    assertThat(back.getEnableDynamicField()).isTrue();
    assertThat(back.getFunctionsCount()).isOne();
    assertThat(back.getFunctions(0))
        .isEqualTo(
            schema().getFunctions(0).toBuilder()
                .setId(107)
                .addInputFieldIds(106)
                .addOutputFieldIds(107)
                .build());
    assertThat(back.getFieldsCount()).isEqualTo(schema().getFieldsCount());
    for (int i = 0; i < back.getFieldsCount(); i++) {
      FieldSchema sent = schema().getFields(i);
      FieldSchema got = back.getFields(i);
      assertThat(got.getFieldID()).isEqualTo(100 + i);
      assertThat(KeyValues.of(got.getTypeParamsList()))
          .isEqualTo(KeyValues.of(sent.getTypeParamsList()));
      assertThat(got.toBuilder().clearFieldID().clearTypeParams().build())
          .isEqualTo(sent.toBuilder().clearTypeParams().build());
    }
  }

  @Test
  void whatIsNotBuiltIsNamed() {
    assertRefused(
        schema().addFields(FieldSchema.newBuilder().setName("t").setDataType(DataType.Text)),
        "Text");
    assertRefused(
        schema().addFunctions(FunctionSchema.newBuilder().setType(FunctionType.TextEmbedding)),
        "TextEmbedding");
    assertRefused(
        schema().addFunctions(FunctionSchema.newBuilder().setType(FunctionType.BM25)), "0 input");
    assertRefused(
        schema()
            .addFields(
                FieldSchema.newBuilder()
                    .setName("t")
                    .setDataType(DataType.VarChar)
                    .addTypeParams(KeyValues.pair("enable_match", "true"))),
        "enable_match without enable_analyzer");
  }

  @Test
  void aPartitionKeyIsAFieldBesideThePrimaryKey() {
    FieldSchema.Builder key =
        FieldSchema.newBuilder().setName("k").setDataType(DataType.Int64).setIsPartitionKey(true);
    io.cinclus.model.CollectionSchema spread =
        Schemas.fromMilvus(schema().addFields(key.clone()).build(), ZoneOffset.UTC);
    assertThat(spread.partitionKey()).map(field -> field.name()).contains("k");
    assertThat(
            Schemas.toMilvus("c", "default", SchemaRules.withFieldIds(spread), ZoneOffset.UTC)
                .getFieldsList())
        .filteredOn(FieldSchema::getIsPartitionKey)
        .extracting(FieldSchema::getName)
        .containsExactly("k");
    assertRefused(schema().addFields(key.setIsPrimaryKey(true)), "primary and a partition key");
  }

  @Test
  void aParameterThatIsNoNumberIsNamed() {
    assertRefused(
        schema()
            .addFields(
                FieldSchema.newBuilder()
                    .setName("v")
                    .setDataType(DataType.FloatVector)
                    .addTypeParams(KeyValues.pair("dim", "many"))),
        "many");
  }

  private static void assertRefused(
      io.cinclus.milvus.grpc.CollectionSchema.Builder schema, String what) {
    assertThatThrownBy(() -> Schemas.fromMilvus(schema.build(), ZoneOffset.UTC))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(what);
  }
}
