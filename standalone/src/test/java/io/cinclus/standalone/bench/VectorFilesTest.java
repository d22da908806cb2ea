package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorFilesTest {
  @TempDir private Path folder;

  @Test
  void writtenVectorsAreReadBackAsManyAsAreWanted() throws IOException {
    Path file = folder.resolve("a.fvecs");
    VectorFiles.write(new Rows(new float[] {1, 2, 3, -4.5f, 0, 1e-9f}, 2), file);
    Rows all = VectorFiles.readRows(file, 0, Integer.MAX_VALUE);
    assertThat(all.dim()).isEqualTo(2);
    assertThat(all.values()).containsExactly(1, 2, 3, -4.5f, 0, 1e-9f);
    assertThat(VectorFiles.readRows(file, 2, 2).values()).containsExactly(1, 2, 3, -4.5f);
  }

  @Test
  void anFvecsFileIsTheTexmexFormat() throws IOException {
    Path file = folder.resolve("a.fvecs");
    VectorFiles.write(new Rows(new float[] {1, 2}, 1), file);
    assertThat(Files.readAllBytes(file))
        .containsExactly(1, 0, 0, 0, 0, 0, -128, 63, 1, 0, 0, 0, 0, 0, 0, 64);
  }

  @ParameterizedTest
  @CsvSource({"a.ivecs", "a.i32"})
  void writtenNeighboursAreReadBack(String name) throws IOException {
    Path file = folder.resolve(name);
    VectorFiles.write(new Neighbours(new int[] {7, 3, 1, -1}, 2), file);
    Neighbours read = VectorFiles.readNeighbours(file, 2);
    assertThat(read.width()).isEqualTo(2);
    assertThat(read.rows()).containsExactly(7, 3, 1, -1);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0000, 0",
    "0x3c00, 1",
    "0xc000, -2",
    "0x3555, 0.33325195",
    "0x7bff, 65504",
    "0x0001, 5.9604645E-8",
    "0x03ff, 6.097555E-5",
    "0x0400, 6.1035156E-5",
    "0x7c00, Infinity",
    "0xfc00, -Infinity",
    "0x7e00, NaN"
  })
  void aHalfFloatIsReadExactly(String bits, float value) throws IOException {
    Path file = folder.resolve("a.f16");
    short half = (short) Integer.decode(bits).intValue();
    byte[] bytes = new byte[2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(half);
    Files.write(file, bytes);
    assertThat(VectorFiles.readRows(file, 1, 1).values()).containsExactly(value);
  }

  @Test
  void aFileThatDoesNotFitItsNameIsRefusedByName() throws IOException {
    Path file = Files.write(folder.resolve("a.fvecs"), new byte[] {2, 0, 0, 0, 1, 1, 1, 1, 1});
    assertRefused(file, 0, "a.fvecs has 9 bytes, which are no records of 2 numbers of 4 bytes");
    assertRefused(file, 3, "a.fvecs begins with a dimension of 2, which should be 3");
    Files.write(file, new byte[0]);
    assertRefused(file, 0, "a.fvecs is empty");
    assertRefused(folder.resolve("a.f16"), 0, "a.f16 does not say its dimension: name it with");
    assertRefused(folder.resolve("a.csv"), 0, "file of vectors ends in .fvecs or .f16");
  }

  @Test
  void recordsOfDifferentWidthsAreRefused() throws IOException {
    byte[] bytes = {1, 0, 0, 0, 9, 9, 9, 9, 2, 0, 0, 0, 9, 9, 9, 9};
    assertRefused(Files.write(folder.resolve("a.fvecs"), bytes), 0, "record 1 of");
  }

  @Test
  void neighboursOfOtherQueriesAreRefused() throws IOException {
    Path file = folder.resolve("a.i32");
    VectorFiles.write(new Neighbours(new int[] {7, 3, 1}, 3), file);
    assertThatThrownBy(() -> VectorFiles.readNeighbours(file, 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("12 bytes, which are not the same number of int32 for each of 2");
  }

  private static void assertRefused(Path file, int dim, String message) {
    assertThatThrownBy(() -> VectorFiles.readRows(file, dim, Integer.MAX_VALUE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
