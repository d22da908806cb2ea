package io.cinclus.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * Replaces a term that is put together of known words by these words, the longest first from the
 * left, all at its position; other terms stay. A word has its own place in the text only where the
 * compound is as long as there, and else the compound's. Not thread-safe.
 */
final class DecompoundFilter extends TokenFilter {
  private final Set<String> words;
  private final int longest;
  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
  private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
  private final Deque<String> parts = new ArrayDeque<>();
  private int startOffset;
  private int endOffset;

  /** Whether the compound is as it stands in the text, as far as its length says. */
  private boolean isAsLong;

  DecompoundFilter(TokenStream input, Set<String> words) {
    super(input);
    this.words = words;
    this.longest = words.stream().mapToInt(String::length).max().orElse(0);
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (!parts.isEmpty()) {
      step.setPositionIncrement(0);
      emit();
      return true;
    }
    if (!input.incrementToken()) {
      return false;
    }
    split(term.toString());
    if (parts.size() > 1) {
      startOffset = offset.startOffset();
      endOffset = offset.endOffset();
      isAsLong = endOffset - startOffset == term.length();
      emit();
    } else {
      parts.clear();
    }
    return true;
  }

  private void emit() {
    String part = parts.remove();
    term.setEmpty().append(part);
    if (isAsLong) {
      offset.setOffset(startOffset, startOffset + part.length());
      startOffset += part.length();
    } else {
      offset.setOffset(startOffset, endOffset);
    }
  }

  /** Finds the words of a compound; none where something else is left. */
  private void split(String compound) {
    int at = 0;
    while (at < compound.length()) {
      int end = Math.min(compound.length(), at + longest);
      while (end > at && !words.contains(compound.substring(at, end))) {
        end--;
      }
      if (end == at) {
        parts.clear();
        return;
      }
      parts.add(compound.substring(at, end));
      at = end;
    }
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    parts.clear();
  }
}
