package io.cinclus.standalone.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvEventsTest {
  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream to = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      to.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  void numbersTextsAndMissingValuesBecomeValues() throws IOException {
    Path file = file("a.csv.gz", "amount,fraud,\"the kind\"\n1.5,no,\"a,b\"\n,yes,c\nnan,no,c\n");
    LabelledEvents events = new CsvEvents("fraud", "yes").read(file);
    assertThat(events.anomalous()).containsExactly(false, true, false);
    assertThat(Arrays.deepToString(events.values()))
        .isEqualTo("[[1.5, 1.0, 0.0], [NaN, 0.0, 1.0], [NaN, 0.0, 1.0]]");
    assertThat(events.anomalies()).isEqualTo(1);
  }

  @Test
  void aLabelMayBeWrittenAsAnyNumberAndAColumnOfManyTextsIsLeftOut() throws IOException {
    StringBuilder text = new StringBuilder("label,id,x\n");
    for (int i = 0; i < 40; i++) {
      text.append(i % 2 == 0 ? "1.0" : "0").append(",id").append(i).append(",1e300\n");
    }
    LabelledEvents events = new CsvEvents("label", "1").read(file("b.csv", text.toString()));
    assertThat(events.anomalies()).isEqualTo(20);
    assertThat(events.values()[7]).containsExactly(Float.MAX_VALUE);
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    CsvEvents reader = new CsvEvents("label", "1");
    assertThatThrownBy(() -> reader.read(file("c.csv", "x,y\n1,2\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no column 'label'; name one with --label: x, y");
    assertThatThrownBy(() -> reader.read(file("d.csv", "label,y\n1\n")))
        .hasMessageContaining("event 1 of")
        .hasMessageContaining("has 1 fields, its first line names 2");
    assertThatThrownBy(() -> reader.read(file("e.csv", "label,y\n")))
        .hasMessageContaining("has no events");
    assertThatThrownBy(() -> reader.read(file("f.csv", "label\n1\n")))
        .hasMessageContaining("no column of values");
  }
}
