package io.cinclus.filter;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names against a schema and remembers which fields a filter reads. A name that the schema
 * does not have is a key of the dynamic field, where there is one. Single-threaded.
 */
final class Fields {
  private final CollectionSchema schema;
  private final Set<Integer> used = new TreeSet<>();

  Fields(CollectionSchema schema) {
    this.schema = schema;
  }

  /** The ids of the fields resolved so far, ascending. */
  Set<Integer> used() {
    return Collections.unmodifiableSet(used);
  }

  /** The field of a text. */
  FieldSchema of(TextValue.Field text) {
    return schema.field(text.fieldId());
  }

  /** The primary key, which is remembered as read. */
  FieldSchema key(Token place) {
    FieldSchema key =
        schema.fields().stream()
            .filter(FieldSchema::isPrimaryKey)
            .findFirst()
            .orElseThrow(() -> BadFilter.at(place, "this needs a collection with a primary key"));
    used.add(key.id());
    return key;
  }

  /** The field, JSON path or array element that is written here. */
  Expression resolve(FilterParser.FieldContext context) {
    String name = context.name.getText();
    List<FilterParser.SubscriptContext> subscripts = context.subscript();
    if (subscripts.size() > Filter.MAX_DEPTH) {
      throw BadFilter.tooDeep(context.name);
    }
    FieldSchema field = schema.field(name).orElse(null);
    if (field == null) {
      FieldSchema dynamic =
          schema.dynamicField().orElseThrow(() -> BadFilter.at(context.name, unknown()));
      used.add(dynamic.id());
      return path(dynamic, JsonPath.Segment.of(name), subscripts);
    }
    used.add(field.id());
    if (field.type() == DataType.JSON) {
      return path(field, null, subscripts);
    }
    if (subscripts.isEmpty()) {
      return whole(field);
    }
    if (field.type() != DataType.ARRAY) {
      throw BadFilter.at(
          subscripts.get(0).getStart(),
          "field '%s' is a %s, which has no elements".formatted(name, field.type()));
    }
    return element(field, subscripts);
  }

  private String unknown() {
    return "there is no such field, and the collection has no dynamic field; its fields are "
        + schema.fields().stream().map(FieldSchema::name).toList();
  }

  private static Expression whole(FieldSchema field) {
    return switch (field.type()) {
      case BOOL -> new Predicate.Field(field.id());
      case INT8, INT16, INT32, INT64, FLOAT, DOUBLE ->
          new NumberValue.Field(field.id(), field.type());
      case VARCHAR -> new TextValue.Field(field.id());
      case TIMESTAMPTZ -> new TimeValue(new NumberValue.Field(field.id(), field.type()));
      case JSON -> new JsonPath(field.id(), List.of());
      default -> new WholeField(field);
    };
  }

  private static JsonPath path(
      FieldSchema field,
      JsonPath.@Nullable Segment first,
      List<FilterParser.SubscriptContext> subscripts) {
    List<JsonPath.Segment> segments = new ArrayList<>();
    if (first != null) {
      segments.add(first);
    }
    for (FilterParser.SubscriptContext subscript : subscripts) {
      String key =
          subscript.text() == null
              ? Long.toString(index(subscript.INTEGER().getSymbol()))
              : Literals.text(subscript.text());
      segments.add(JsonPath.Segment.of(key));
    }
    return new JsonPath(field.id(), segments);
  }

  private static Expression element(
      FieldSchema field, List<FilterParser.SubscriptContext> subscripts) {
    FilterParser.SubscriptContext subscript = subscripts.get(0);
    if (subscripts.size() > 1) {
      throw BadFilter.at(
          subscripts.get(1).getStart(),
          "an element of the array '%s' has no elements of its own".formatted(field.name()));
    }
    if (subscript.INTEGER() == null) {
      throw BadFilter.at(
          subscript.text().getStart(),
          "'%s' is an array; its elements have an index, not a key".formatted(field.name()));
    }
    ArrayElement element =
        new ArrayElement(field.id(), index(subscript.INTEGER().getSymbol()), field.elementType());
    return switch (field.elementType()) {
      case BOOL -> new Predicate.Element(element);
      case VARCHAR -> new TextValue.Element(element);
      default -> new NumberValue.Element(element);
    };
  }

  private static int index(Token token) {
    long index = Literals.integer(token, false).value();
    if (index > Integer.MAX_VALUE) {
      throw BadFilter.at(token, "no array has an index this large");
    }
    return (int) index;
  }
}
