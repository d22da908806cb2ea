package io.cinclus.standalone;

import io.cinclus.access.AccessOptions;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.ingest.SealPolicy;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.operators.standing.StandingOptions;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;

/** The names of Cinclus' own options, so that a misspelt one is refused. Stateless. */
public final class OptionNames {
  private static final String PREFIX = "cinclus.";
  private static final int SUGGESTIONS = 3;
  private static final SortedSet<String> KNOWN =
      collect(
          List.of(
              AccessOptions.class,
              BuildOptions.class,
              IngestOptions.class,
              LogConfig.class,
              SealPolicy.class,
              ServeOptions.class,
              StandingOptions.class));

  private OptionNames() {}

  /**
   * {@link IllegalArgumentException}, with the names that are nearest, where a name that begins
   * like Cinclus' own is none of them. All others are Flink's to know.
   */
  public static void check(Collection<String> names) {
    for (String name : names) {
      if (name.startsWith(PREFIX) && !isKnown(name)) {
        String nearest =
            KNOWN.stream()
                .sorted(Comparator.comparingInt(known -> distance(name, known)))
                .limit(SUGGESTIONS)
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
            "there is no option %s; the nearest are %s".formatted(name, nearest));
      }
    }
  }

  private static boolean isKnown(String name) {
    return KNOWN.contains(name) || name.startsWith(LogConfig.CLIENT.key() + ".");
  }

  /** Characters to insert, delete or replace to make one text the other (Levenshtein 1966). */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }

  private static SortedSet<String> collect(List<Class<?>> classes) {
    SortedSet<String> options = new TreeSet<>();
    for (Class<?> declaring : classes) {
      for (Field field : declaring.getFields()) {
        if (field.getType() == ConfigOption.class) {
          options.add(valueOf(field).key());
        }
      }
    }
    return options;
  }

  private static ConfigOption<?> valueOf(Field field) {
    try {
      return (ConfigOption<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " cannot be read", e);
    }
  }
}
