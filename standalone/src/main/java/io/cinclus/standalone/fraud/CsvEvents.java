package io.cinclus.standalone.fraud;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * Reads labelled events from a CSV file (RFC 4180) whose first line names the columns; one that
 * ends in {@code .gz} is unzipped. A column of numbers is one value of an event. One of texts
 * becomes a value for each of its texts, 1 where an event has it and else 0; if it has more than
 * {@link #MAX_TEXTS}, it is left out. An empty field, {@code NA}, {@code NaN} and {@code null} are
 * missing values. Stateless.
 */
final class CsvEvents {
  static final int MAX_TEXTS = 32;
  private static final int MAX_EVENTS = 10_000_000;
  private static final List<String> MISSING = List.of("", "na", "nan", "null", "?");

  private final String label;
  private final String anomaly;

  /**
   * A reader.
   *
   * @param label the column that says what an event is
   * @param anomaly what it says of an anomaly, as a text or a number
   */
  CsvEvents(String label, String anomaly) {
    this.label = label;
    this.anomaly = anomaly;
  }

  /**
   * All events of a file.
   *
   * @throws IOException if it cannot be read, has no such label or no values
   */
  LabelledEvents read(Path file) throws IOException {
    List<String[]> rows = rows(file);
    if (rows.size() < 2) {
      throw new IOException(file + " has no events: its first line names the columns");
    }
    String[] header = rows.remove(0);
    int labelAt = Arrays.asList(header).indexOf(label);
    if (labelAt < 0) {
      throw new IOException(
          "%s has no column '%s'; name one with --label: %s"
              .formatted(file, label, String.join(", ", header)));
    }
    boolean[] anomalous = new boolean[rows.size()];
    for (int row = 0; row < anomalous.length; row++) {
      if (rows.get(row).length != header.length) {
        throw new IOException(
            "event %d of %s has %d fields, its first line names %d"
                .formatted(row + 1, file, rows.get(row).length, header.length));
      }
      anomalous[row] = isAnomaly(rows.get(row)[labelAt]);
    }
    return new LabelledEvents(
        String.valueOf(file.getFileName()), values(file, header, labelAt, rows), anomalous);
  }

  private static List<String[]> rows(Path file) throws IOException {
    CsvMapper mapper =
        CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .build();
    List<String[]> rows = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        MappingIterator<String[]> lines = mapper.readerFor(String[].class).readValues(plain)) {
      while (lines.hasNext()) {
        rows.add(lines.next());
        if (rows.size() > MAX_EVENTS) {
          throw new IOException(
              "%s has more than %,d events: the demo keeps them in memory"
                  .formatted(file, MAX_EVENTS));
        }
      }
    } catch (RuntimeJsonMappingException e) {
      throw new IOException(file + " is no CSV file: " + e.getMessage(), e);
    }
    return rows;
  }

  private boolean isAnomaly(String text) {
    if (text.equals(anomaly)) {
      return true;
    }
    try {
      return Double.parseDouble(text) == Double.parseDouble(anomaly);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static float[][] values(Path file, String[] header, int labelAt, List<String[]> rows)
      throws IOException {
    List<float[]> columns = new ArrayList<>();
    for (int at = 0; at < header.length; at++) {
      if (at != labelAt) {
        addColumns(rows, at, columns);
      }
    }
    if (columns.isEmpty()) {
      throw new IOException(file + " has no column of values beside its label");
    }
    float[][] values = new float[rows.size()][columns.size()];
    for (int row = 0; row < values.length; row++) {
      for (int at = 0; at < values[row].length; at++) {
        values[row][at] = columns.get(at)[row];
      }
    }
    return values;
  }

  private static void addColumns(List<String[]> rows, int at, List<float[]> columns) {
    float[] numbers = new float[rows.size()];
    try {
      for (int row = 0; row < numbers.length; row++) {
        numbers[row] = number(rows.get(row)[at]);
      }
      columns.add(numbers);
    } catch (NumberFormatException e) {
      List<String> texts =
          rows.stream().map(row -> row[at]).distinct().limit(MAX_TEXTS + 1).toList();
      if (texts.size() <= MAX_TEXTS) {
        for (String text : texts) {
          columns.add(equalTo(text, rows, at));
        }
      }
    }
  }

  private static float[] equalTo(String text, List<String[]> rows, int at) {
    float[] values = new float[rows.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = rows.get(row)[at].equals(text) ? 1 : 0;
    }
    return values;
  }

  private static float number(String text) {
    if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
      return Float.NaN;
    }
    float number = Float.parseFloat(text);
    return Float.isInfinite(number) ? Math.copySign(Float.MAX_VALUE, number) : number;
  }
}
