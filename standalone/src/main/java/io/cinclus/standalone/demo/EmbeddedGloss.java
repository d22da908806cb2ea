package io.cinclus.standalone.demo;

import java.util.Map;

/**
 * A gloss with its vector, as it flows through the job.
 *
 * @param id its number
 * @param partOfSpeech noun, verb, adj or adv
 * @param words that mean it
 * @param definition of what they mean
 * @param vector of words and definition
 */
@SuppressWarnings("ArrayRecordComponent")
public record EmbeddedGloss(
    long id, String partOfSpeech, String words, String definition, float[] vector) {

  /** The row by field name. */
  Map<String, Object> row() {
    return Map.of(
        GlossCollection.ID,
        id,
        GlossCollection.PART_OF_SPEECH,
        partOfSpeech,
        GlossCollection.WORDS,
        words,
        GlossCollection.DEFINITION,
        definition,
        GlossCollection.VECTOR,
        vector);
  }
}
