package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.operators.serve.JsonVectors;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.QueryVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A vector on the command line, and the field that it is for. Stateless. */
final class VectorArgument {
  static final String DESCRIPTION =
      "Numbers separated by commas; of a binary field Base64 of the bits; of a sparse one"
          + " {\"index\": value, ...}. Or @FILE that holds them.";

  private VectorArgument() {}

  /**
   * The vector.
   *
   * @param field that it is for
   * @throws CinclusException {@link ErrorCode#BAD_VECTOR}
   */
  static QueryVector read(String argument, FieldSchema field) throws IOException {
    String text =
        argument.startsWith("@") ? Files.readString(Path.of(argument.substring(1))) : argument;
    return switch (field.type()) {
      case BINARY_VECTOR -> JsonVectors.query(TextNode.valueOf(text.strip()));
      case SPARSE_FLOAT_VECTOR -> JsonVectors.query(new JsonMapper().readTree(text));
      default -> numbers(text.strip());
    };
  }

  private static QueryVector numbers(String text) {
    FloatVector.Builder vector = FloatVector.newBuilder();
    String numbers = text.replaceAll("^\\[\\s*|\\s*\\]$", "");
    for (String number : numbers.split("\\s*,\\s*|\\s+", -1)) {
      try {
        vector.addValues(Float.parseFloat(number));
      } catch (NumberFormatException e) {
        throw new CinclusException(
            ErrorCode.BAD_VECTOR,
            "'%s' in the vector is not a number: separate numbers by commas".formatted(number),
            e);
      }
    }
    return QueryVector.newBuilder().setDense(vector).build();
  }

  /**
   * The vector field of this name, or the only one.
   *
   * @throws CinclusException where there is none, or a choice
   */
  static FieldSchema field(CollectionInfo collection, String name) {
    if (!name.isEmpty()) {
      FieldSchema named = collection.field(name);
      if (!collection.schema().vectorFields().contains(named)) {
        throw bad("field '%s' holds no vectors: name a vector field".formatted(name));
      }
      return named;
    }
    List<FieldSchema> vectors = collection.schema().vectorFields();
    if (vectors.size() != 1) {
      throw bad(
          "the collection has the vector fields %s: choose one with --field"
              .formatted(vectors.stream().map(FieldSchema::name).toList()));
    }
    return vectors.get(0);
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
