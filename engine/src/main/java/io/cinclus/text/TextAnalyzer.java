package io.cinclus.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Cuts texts into terms; the same text always into the same ones. Immutable and thread-safe: each
 * thread that uses it keeps its own stream.
 */
public final class TextAnalyzer {
  /** Analyzers that are kept for their parameters. */
  private static final int MAX_KEPT = 256;

  private static final Map<String, TextAnalyzer> KEPT =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TextAnalyzer> eldest) {
          return size() > MAX_KEPT;
        }
      };

  private final Analyzer lucene;

  private TextAnalyzer(Analyzer lucene) {
    this.lucene = lucene;
  }

  /**
   * The analyzer that Milvus' {@code analyzer_params} describe; a blank text is the standard one.
   *
   * @throws IllegalArgumentException where they are no JSON, or name what is not known
   */
  public static TextAnalyzer of(String params) {
    synchronized (KEPT) {
      return KEPT.computeIfAbsent(
          params, text -> new TextAnalyzer(AnalyzerParams.parse(text).toAnalyzer()));
    }
  }

  /** The terms of a text, in order. */
  public List<Term> terms(String text) {
    List<Term> terms = new ArrayList<>();
    try (TokenStream stream = lucene.tokenStream("", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
      PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
      stream.reset();
      int position = -1;
      while (stream.incrementToken()) {
        position += step.getPositionIncrement();
        terms.add(
            new Term(
                term.toString(), Math.max(0, position), offset.startOffset(), offset.endOffset()));
      }
      stream.end();
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be read", e);
    }
    return terms;
  }
}
