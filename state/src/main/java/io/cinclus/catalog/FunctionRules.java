package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FunctionSchema;
import java.util.HashSet;
import java.util.Set;

/** Which functions a schema may have. Pure. */
final class FunctionRules {
  private FunctionRules() {}

  /** {@link ErrorCode#BAD_SCHEMA} or {@link ErrorCode#LIMIT_EXCEEDED}, naming the function. */
  static void check(CollectionSchema schema) {
    if (schema.functions().size() > CatalogLimits.MAX_VECTOR_FIELDS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "the schema has %d functions: use at most %d"
              .formatted(schema.functions().size(), CatalogLimits.MAX_VECTOR_FIELDS));
    }
    Set<String> names = new HashSet<>();
    Set<String> outputs = new HashSet<>();
    for (FunctionSchema function : schema.functions()) {
      Names.check(ErrorCode.BAD_SCHEMA, "function", function.name());
      if (function.description().length() > CatalogLimits.MAX_DESCRIPTION_LENGTH) {
        throw bad(function, "has a description that is too long: shorten it");
      }
      if (!names.add(function.name())) {
        throw bad(function, "is there twice: give each function a name of its own");
      }
      if (!outputs.add(function.output())) {
        throw bad(function, "fills a field that another one fills: let one of them do it");
      }
      FieldSchema input = field(schema, function, function.input());
      if (input.type() != DataType.VARCHAR || input.analysis() == null) {
        throw bad(
            function,
            "reads '%s': let it read a VARCHAR field with an analyzer".formatted(input.name()));
      }
      FieldSchema output = field(schema, function, function.output());
      if (output.type() != DataType.SPARSE_FLOAT_VECTOR || output.nullable()) {
        throw bad(
            function,
            "fills '%s': let it fill a SPARSE_FLOAT_VECTOR field that is not nullable"
                .formatted(output.name()));
      }
    }
  }

  private static FieldSchema field(CollectionSchema schema, FunctionSchema function, String name) {
    return schema
        .field(name)
        .orElseThrow(
            () ->
                bad(function, "names the field '%s', which is not there: add it".formatted(name)));
  }

  private static CinclusException bad(FunctionSchema function, String what) {
    return new CinclusException(
        ErrorCode.BAD_SCHEMA, "function %s %s".formatted(Names.quote(function.name()), what));
  }
}
