package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema.Analysis;
import io.cinclus.model.FunctionSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Milvus' functions and analyzers of a schema, and ours. Stateless. */
final class SchemaFunctions {
  private static final String ENABLE_ANALYZER = "enable_analyzer";
  private static final String ENABLE_MATCH = "enable_match";
  private static final String ANALYZER_PARAMS = "analyzer_params";
  private static final String MULTI_ANALYZER_PARAMS = "multi_analyzer_params";

  private SchemaFunctions() {}

  /** How a field is cut into terms, if it is; {@link ErrorCode#BAD_SCHEMA}. */
  static @Nullable Analysis analysis(FieldSchema field) {
    Map<String, String> params = KeyValues.of(field.getTypeParamsList());
    if (params.containsKey(MULTI_ANALYZER_PARAMS)) {
      throw bad(
          "field '%s' has analyzers for several languages, which are not built: give it one"
              .formatted(field.getName()));
    }
    boolean match = isTrue(params.get(ENABLE_MATCH));
    if (!isTrue(params.get(ENABLE_ANALYZER))) {
      if (match) {
        throw bad(
            "field '%s' has enable_match without enable_analyzer: set both"
                .formatted(field.getName()));
      }
      return null;
    }
    return new Analysis(match, params.getOrDefault(ANALYZER_PARAMS, ""));
  }

  private static boolean isTrue(@Nullable String value) {
    return "true".equalsIgnoreCase(value);
  }

  static void addParams(Analysis analysis, FieldSchema.Builder field) {
    field.addTypeParams(pair(ENABLE_ANALYZER, "true"));
    if (analysis.match()) {
      field.addTypeParams(pair(ENABLE_MATCH, "true"));
    }
    if (!analysis.params().isEmpty()) {
      field.addTypeParams(pair(ANALYZER_PARAMS, analysis.params()));
    }
  }

  private static KeyValuePair pair(String key, String value) {
    return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
  }

  /** The functions of a schema; {@link ErrorCode#BAD_SCHEMA} for what is not built. */
  static List<FunctionSchema> fromMilvus(List<io.cinclus.milvus.grpc.FunctionSchema> functions) {
    return functions.stream().map(SchemaFunctions::fromMilvus).toList();
  }

  private static FunctionSchema fromMilvus(io.cinclus.milvus.grpc.FunctionSchema function) {
    if (function.getType() != FunctionType.BM25) {
      throw bad(
          "function '%s' is of type %s, which is not built: use BM25"
              .formatted(function.getName(), function.getType()));
    }
    if (function.getInputFieldNamesCount() != 1 || function.getOutputFieldNamesCount() != 1) {
      throw bad(
          "function '%s' has %d input and %d output fields: BM25 has one of each"
              .formatted(
                  function.getName(),
                  function.getInputFieldNamesCount(),
                  function.getOutputFieldNamesCount()));
    }
    return new FunctionSchema(
        function.getName(),
        function.getDescription(),
        FunctionSchema.Type.BM25,
        function.getInputFieldNames(0),
        function.getOutputFieldNames(0));
  }

  static io.cinclus.milvus.grpc.FunctionSchema toMilvus(
      FunctionSchema function, CollectionSchema schema) {
    int output = schema.field(function.output()).orElseThrow().id();
    return io.cinclus.milvus.grpc.FunctionSchema.newBuilder()
        .setName(function.name())
        .setId(output)
        .setDescription(function.description())
        .setType(FunctionType.BM25)
        .addInputFieldNames(function.input())
        .addInputFieldIds(schema.field(function.input()).orElseThrow().id())
        .addOutputFieldNames(function.output())
        .addOutputFieldIds(output)
        .build();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_SCHEMA, message);
  }
}
