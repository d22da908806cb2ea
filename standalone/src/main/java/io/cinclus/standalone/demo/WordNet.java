package io.cinclus.standalone.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Glosses of WordNet 3.1 (© Princeton University) in an order that is the same every time and mixes
 * parts of speech and topics. Immutable.
 *
 * @param glosses the first ones
 */
record WordNet(List<Gloss> glosses) {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/data.";
  private static final List<String> FILES = List.of("noun", "verb", "adj", "adv");
  private static final Pattern EXAMPLE = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern MARKER = Pattern.compile("\\((a|p|ip)\\)$");
  private static final long ORDER_SEED = 31;

  /** Shorter ones say too little to be found by. */
  private static final int MIN_EXAMPLE_WORDS = 5;

  WordNet {
    glosses = List.copyOf(glosses);
  }

  /**
   * What some words mean.
   *
   * @param partOfSpeech noun, verb, adj or adv
   * @param words that mean it, separated by commas
   * @param definition of what they mean
   * @param examples sentences with them
   */
  record Gloss(String partOfSpeech, String words, String definition, List<String> examples) {
    /** What the model is given. */
    String text() {
      return words + ": " + definition;
    }
  }

  /**
   * A sentence, and the gloss it was written for.
   *
   * @param text the sentence
   * @param row the gloss's
   */
  record Example(String text, int row) {}

  /** The first {@code limit} glosses, or all, if there are fewer. */
  static WordNet load(int limit) throws IOException {
    List<Gloss> all = new ArrayList<>();
    for (String file : FILES) {
      read(file, all);
    }
    Collections.shuffle(all, new Random(ORDER_SEED));
    return new WordNet(all.subList(0, Math.min(limit, all.size())));
  }

  /** The example sentences of the glosses, each text once, in the glosses' order. */
  List<Example> examples() {
    Set<String> seen = new LinkedHashSet<>();
    List<Example> examples = new ArrayList<>();
    for (int row = 0; row < glosses.size(); row++) {
      for (String text : glosses.get(row).examples()) {
        long words = text.chars().filter(c -> c == ' ').count() + 1;
        if (words >= MIN_EXAMPLE_WORDS && seen.add(text)) {
          examples.add(new Example(text, row));
        }
      }
    }
    return examples;
  }

  private static void read(String file, List<Gloss> out) throws IOException {
    try (InputStream stream = WordNet.class.getResourceAsStream(FOLDER + file)) {
      if (stream == null) {
        throw new IOException("WordNet is not on the class path: " + FOLDER + file);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith(" ")) { // The licence stands before the data, indented.
          out.add(parse(file, line));
        }
      }
    }
  }

  /**
   * Parses a line: {@code offset file type count (word id)… pointers | definition; "example"}, the
   * count hexadecimal.
   */
  static Gloss parse(String partOfSpeech, String line) {
    int bar = line.indexOf(" | ");
    String[] head = line.substring(0, bar).split(" ", -1);
    int wordCount = Integer.parseInt(head[3], 16);
    List<String> words = new ArrayList<>();
    for (int word = 0; word < wordCount; word++) {
      words.add(MARKER.matcher(head[4 + 2 * word]).replaceFirst("").replace('_', ' '));
    }
    String gloss = line.substring(bar + 3).strip();
    int quote = gloss.indexOf('"');
    String definition = (quote < 0 ? gloss : gloss.substring(0, quote)).strip();
    List<String> examples = new ArrayList<>();
    Matcher matcher = EXAMPLE.matcher(gloss);
    while (matcher.find()) {
      examples.add(matcher.group(1).strip());
    }
    return new Gloss(
        partOfSpeech,
        String.join(", ", words),
        definition.replaceAll("[;:,\\s]+$", ""),
        List.copyOf(examples));
  }
}
