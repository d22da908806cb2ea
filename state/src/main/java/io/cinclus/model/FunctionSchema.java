package io.cinclus.model;

/**
 * A function that fills a field of each row from another field. Immutable.
 *
 * @param name unique in the collection
 * @param description free text
 * @param type what it does
 * @param input the name of the field that it reads
 * @param output the name of the field that it fills, which rows come without
 */
public record FunctionSchema(
    String name, String description, Type type, String input, String output) {

  /** What a function does. */
  public enum Type {
    /** Counts the terms of a text, for a search that ranks by BM25. */
    BM25
  }
}
