package io.cinclus.filter;

import io.cinclus.model.Column;
import java.util.Arrays;

/** Something that has a text in each row. */
sealed interface TextValue extends Expression {

  TextVector evaluate(Block block);

  @Override
  default long[] missing(Block block) {
    return evaluate(block).missing();
  }

  record Constant(String value) implements TextValue {
    @Override
    public TextVector evaluate(Block block) {
      String[] values = new String[block.count()];
      Arrays.fill(values, value);
      return new TextVector(values, 0, new long[block.words()]);
    }
  }

  record Field(int fieldId) implements TextValue {
    @Override
    public TextVector evaluate(Block block) {
      Column.Texts column = (Column.Texts) block.column(fieldId);
      return new TextVector(column.values(), block.from(), block.missing(column));
    }
  }

  /** An element of an array field. */
  record Element(ArrayElement element) implements TextValue {
    @Override
    public TextVector evaluate(Block block) {
      return element.texts(block);
    }
  }

  /** A text in a JSON field. */
  record Json(JsonPath path) implements TextValue {
    @Override
    public TextVector evaluate(Block block) {
      return path.texts(block);
    }
  }
}
