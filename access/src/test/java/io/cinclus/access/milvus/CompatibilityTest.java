package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.access.security.Guard;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of the manual says what the service does. */
class CompatibilityTest {
  private static final Path MANUAL = Path.of("..", "docs", "milvus-compatibility.md");
  private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (works|not built) \\| .*");

  @Test
  void everyCallIsListedAsWhatItIs() throws IOException {
    Calls built = built();
    Map<String, String> expected = new TreeMap<>();
    for (MethodDescriptor<?, ?> method : MilvusServiceGrpc.getServiceDescriptor().getMethods()) {
      String name = String.valueOf(method.getBareMethodName());
      expected.put(name, built.has(method) ? "works" : "not built");
    }
    Map<String, String> listed = new TreeMap<>();
    for (String line : Files.readAllLines(MANUAL)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        listed.put(row.group(1), row.group(2));
      }
    }
    assertThat(listed).isEqualTo(expected);
    long works = expected.values().stream().filter("works"::equals).count();
    assertThat(Files.readString(MANUAL))
        .contains("%d calls, %d of them work.".formatted(expected.size(), works));
  }

  @SuppressWarnings("NullAway") // No call is made, so none needs what stands behind it.
  private static Calls built() {
    return new MilvusService(null, Runnable::run, Guard.open()).calls();
  }

  @Test
  void noCallIsListedTwice() throws IOException {
    Set<String> seen = new TreeSet<>();
    for (String line : Files.readAllLines(MANUAL)) {
      Matcher row = ROW.matcher(line);
      assertThat(row.matches() && !seen.add(row.group(1))).as(line).isFalse();
    }
  }
}
