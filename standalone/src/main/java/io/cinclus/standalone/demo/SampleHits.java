package io.cinclus.standalone.demo;

import io.cinclus.standalone.text.TextTable;
import io.cinclus.v1.Column;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import java.io.PrintWriter;
import java.util.List;

/** Shows what some sentences find. */
final class SampleHits {
  private static final int SENTENCES = 12;
  private static final int HITS = 3;
  private static final int WORDS_WIDTH = 28;
  private static final int DEFINITION_WIDTH = 60;

  private final Questions questions;
  private final PrintWriter out;

  SampleHits(Questions questions, PrintWriter out) {
    this.questions = questions;
    this.out = out;
  }

  /**
   * Asks the first sentences, and prints their nearest glosses; a star marks the sentence's own.
   */
  void print(List<Demo.Sentence> sentences) {
    out.println();
    out.println("  What example sentences find (* the gloss that the sentence was written for):");
    for (Demo.Sentence sentence : sentences.subList(0, Math.min(SENTENCES, sentences.size()))) {
      out.println();
      out.printf("  “%s”%n", sentence.example().text());
      Reply reply =
          questions.search(
              sentence.vector(),
              HITS,
              ConsistencyLevel.BOUNDED,
              List.of(GlossCollection.WORDS, GlossCollection.DEFINITION));
      Hits hits = reply.getSearch().getHits(0);
      for (int rank = 0; rank < hits.getDistancesCount(); rank++) {
        boolean own = hits.getKeys().getLongs().getValues(rank) == sentence.example().row();
        out.printf(
            "   %s %.2f  %-" + WORDS_WIDTH + "s  %s%n",
            own ? "*" : " ",
            hits.getDistances(rank),
            TextTable.shorten(text(reply, hits, GlossCollection.WORDS, rank), WORDS_WIDTH),
            TextTable.shorten(
                text(reply, hits, GlossCollection.DEFINITION, rank), DEFINITION_WIDTH));
      }
    }
    out.println();
    out.flush();
  }

  private static String text(Reply reply, Hits hits, String field, int row) {
    for (Column column : hits.getFields().getColumnsList()) {
      if (field.equals(reply.getFieldNamesMap().get(column.getFieldId()))) {
        return column.getTexts().getValues(row);
      }
    }
    throw new IllegalStateException("the reply has no field " + field);
  }
}
