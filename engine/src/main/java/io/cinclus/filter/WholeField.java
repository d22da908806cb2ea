package io.cinclus.filter;

import io.cinclus.model.FieldSchema;

/**
 * An array, geometry or vector field as a whole: it can be tested for null, or handed to a
 * function.
 */
record WholeField(FieldSchema field) implements Expression {
  @Override
  public long[] missing(Block block) {
    return block.missing(block.column(field.id()));
  }
}
