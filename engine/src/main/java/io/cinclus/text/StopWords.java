package io.cinclus.text;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;

/** Words that are too common to be looked for, by language. Stateless. */
final class StopWords {
  private static final Map<String, Supplier<CharArraySet>> BY_LANGUAGE =
      Map.ofEntries(
          Map.entry("danish", DanishAnalyzer::getDefaultStopSet),
          Map.entry("dutch", DutchAnalyzer::getDefaultStopSet),
          Map.entry("english", () -> EnglishAnalyzer.ENGLISH_STOP_WORDS_SET),
          Map.entry("finnish", FinnishAnalyzer::getDefaultStopSet),
          Map.entry("french", FrenchAnalyzer::getDefaultStopSet),
          Map.entry("german", GermanAnalyzer::getDefaultStopSet),
          Map.entry("hungarian", HungarianAnalyzer::getDefaultStopSet),
          Map.entry("italian", ItalianAnalyzer::getDefaultStopSet),
          Map.entry("norwegian", NorwegianAnalyzer::getDefaultStopSet),
          Map.entry("portuguese", PortugueseAnalyzer::getDefaultStopSet),
          Map.entry("russian", RussianAnalyzer::getDefaultStopSet),
          Map.entry("spanish", SpanishAnalyzer::getDefaultStopSet),
          Map.entry("swedish", SwedishAnalyzer::getDefaultStopSet));

  private StopWords() {}

  /** The words of a language; {@link IllegalArgumentException} where there is no list. */
  static Set<String> of(String language) {
    Supplier<CharArraySet> list = BY_LANGUAGE.get(language);
    if (list == null) {
      throw new IllegalArgumentException(
          "there is no list of stop words '_%s_', but those of %s"
              .formatted(language, BY_LANGUAGE.keySet().stream().sorted().toList()));
    }
    Set<String> words = new LinkedHashSet<>();
    for (Object word : list.get()) {
      words.add(word instanceof char[] chars ? new String(chars) : word.toString());
    }
    return words;
  }
}
