package io.cinclus.operators.serve;

import io.cinclus.client.QueryVectors;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.text.TermCounts;
import io.cinclus.text.TextAnalyzer;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.QueryVector.KindCase;
import io.cinclus.v1.SearchRequest;

/** Texts that a request searches for, as what a function makes of them. Stateless. */
final class AskedTexts {
  /** Of one text. */
  static final int MAX_CHARS = 65_536;

  private AskedTexts() {}

  /**
   * The same search for vectors only.
   *
   * @throws CinclusException {@link ErrorCode#BAD_VECTOR} where no function fills the field, or a
   *     text is too long
   */
  static SearchRequest counted(SearchRequest search, CollectionSchema schema, FieldSchema field) {
    if (search.getVectorsList().stream().noneMatch(QueryVector::hasText)) {
      return search;
    }
    String input =
        schema
            .functionOf(field)
            .orElseThrow(
                () ->
                    bad(
                        "the search is for a text, but no function fills the field '%s': send vectors"
                            .formatted(field.name())))
            .input();
    TextAnalyzer analyzer = FunctionOutputs.analyzer(schema.field(input).orElseThrow());
    SearchRequest.Builder counted = search.toBuilder();
    for (int i = 0; i < search.getVectorsCount(); i++) {
      if (search.getVectors(i).getKindCase() == KindCase.TEXT) {
        String text = search.getVectors(i).getText();
        if (text.length() > MAX_CHARS) {
          throw bad(
              "text %d has %d characters: send at most %d".formatted(i, text.length(), MAX_CHARS));
        }
        counted.setVectors(i, QueryVectors.sparse(TermCounts.of(analyzer, text)));
      }
    }
    return counted.build();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_VECTOR, message);
  }
}
