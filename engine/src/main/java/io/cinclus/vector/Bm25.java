package io.cinclus.vector;

/**
 * How a term of a document counts for BM25 (Robertson and Zaragoza 2009, "The Probabilistic
 * Relevance Framework: BM25 and Beyond"). A row holds how often each term is in a document, a query
 * the weight of each term, which holds its inverse document frequency; the score is the sum over
 * the terms of both of {@code weight · tf (k1 + 1) / (tf + k1 (1 − b + b length / averageLength))},
 * where the length of a document is the sum of its frequencies. Immutable.
 *
 * @param k1 how slowly a term that is there often stops to count more, at least 0
 * @param b how much long documents are marked down, in [0, 1]
 * @param averageLength of the documents, above 0
 */
public record Bm25(double k1, double b, double averageLength) {

  public Bm25 {
    if (!(k1 >= 0) || !(b >= 0 && b <= 1) || !(averageLength > 0)) {
      throw new IllegalArgumentException(
          "BM25 needs k1 >= 0, b in [0, 1] and an average length above 0, not "
              + "k1 = %s, b = %s, average length = %s".formatted(k1, b, averageLength));
    }
  }

  /** What a term counts: it rises with its frequency and falls with the document's length. */
  public double count(double frequency, double length) {
    return frequency == 0
        ? 0
        : frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * length / averageLength));
  }
}
