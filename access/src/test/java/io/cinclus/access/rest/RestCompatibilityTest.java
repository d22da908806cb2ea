package io.cinclus.access.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The manual's table of endpoints says what they do, given that its table of calls says what those
 * do. An endpoint works if all the calls work that it makes.
 */
class RestCompatibilityTest {
  private static final Path MANUAL = Path.of("..", "docs", "milvus-compatibility.md");
  private static final Pattern CALL = Pattern.compile("\\| `(\\w+)` \\| (works|not built) \\| .*");
  private static final Pattern ENDPOINT =
      Pattern.compile("\\| `(\\w+/[\\w/]+)` \\| (?:works|not built) \\| [^|]*\\| (.*)\\|");

  @Test
  void everyEndpointIsListedAsWhatItIs() throws IOException {
    List<String> manual = Files.readAllLines(MANUAL);
    Map<String, String> calls = rows(manual, CALL);
    Map<String, String> notes = rows(manual, ENDPOINT);
    Collection<Endpoint> endpoints = Endpoints.all().list();
    List<String> expected =
        endpoints.stream().map(endpoint -> row(endpoint, calls, notes)).toList();
    List<String> listed = manual.stream().filter(line -> ENDPOINT.matcher(line).matches()).toList();
    assertThat(listed)
        .as("the table should be%n%s%n", String.join(System.lineSeparator(), expected))
        .isEqualTo(expected);
    long works = endpoints.stream().filter(endpoint -> isBuilt(endpoint, calls)).count();
    assertThat(Files.readString(MANUAL))
        .contains("%d endpoints, %d of them work.".formatted(endpoints.size(), works));
  }

  private static Map<String, String> rows(List<String> manual, Pattern pattern) {
    Map<String, String> rows = new TreeMap<>();
    for (String line : manual) {
      Matcher row = pattern.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), row.group(2));
      }
    }
    return rows;
  }

  private static boolean isBuilt(Endpoint endpoint, Map<String, String> calls) {
    return endpoint.isBuilt(call -> "works".equals(calls.get(call.getBareMethodName())));
  }

  private static String row(
      Endpoint endpoint, Map<String, String> calls, Map<String, String> notes) {
    return "| `%s` | %s | %s | %s|"
        .formatted(
            endpoint.path(),
            isBuilt(endpoint, calls) ? "works" : "not built",
            endpoint.calls().stream()
                .map(MethodDescriptor::getBareMethodName)
                .collect(Collectors.joining(", ")),
            notes.getOrDefault(endpoint.path(), ""));
  }
}
