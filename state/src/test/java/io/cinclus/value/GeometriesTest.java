package io.cinclus.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;

class GeometriesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POINT (13.403683 52.520711)",
        "POINT EMPTY",
        "POINT Z(1 2 3)",
        "LINESTRING (13.4 52.52, 13.41 52.51)",
        "POLYGON ((30 10, 40 40, 20 40, 10 20, 30 10), (25 25, 26 25, 26 26, 25 25))",
        "MULTIPOINT ((10 40), (40 30))",
        "MULTILINESTRING ((10 10, 20 20), (40 40, 30 30, 40 20))",
        "MULTIPOLYGON (((30 20, 45 40, 10 40, 30 20)), ((15 5, 40 10, 10 20, 15 5)))",
        "GEOMETRYCOLLECTION (POINT (40 10), LINESTRING (10 10, 20 20))"
      })
  void aTextIsStoredAndReadAgain(String text) {
    byte[] stored = Geometries.fromText(text);
    assertThat(Geometries.toText(stored)).isEqualTo(text);
    assertThat(Geometries.isGeometry(stored)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "POINT",
        "POINT (1)",
        "POINT (1 2",
        "POINT (1 2) x",
        "POINT (NaN 2)",
        "POINT M (1 2 3)",
        "POLYGON ((0 0, 1 1, 2 2))",
        "LINESTRING (1 1)",
        "CIRCLE (1 1)"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> Geometries.fromText(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no geometry");
  }

  @Test
  void aShapeThatCrossesItselfIsStored() {
    assertThat(Geometries.parse("POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))").isValid()).isFalse();
  }

  @Test
  void whatNestsTooDeepIsRefused() {
    String deep = "GEOMETRYCOLLECTION (".repeat(100_000) + "POINT (1 1)" + ")".repeat(100_000);
    assertThatThrownBy(() -> Geometries.fromText(deep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parentheses within each other");
  }

  @Test
  void binaryOfAnyKindIsStoredAsTextIs() {
    byte[] stored = Geometries.fromText("POINT (1 2)");
    assertThat(Geometries.fromBinary(stored)).isEqualTo(stored);
    byte[] bigEndian = new WKBWriter(2, ByteOrderValues.BIG_ENDIAN).write(Geometries.read(stored));
    assertThat(Geometries.fromBinary(bigEndian)).isEqualTo(stored);
    Geometry placed = Geometries.read(stored);
    placed.setSRID(4326);
    byte[] extended = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true).write(placed);
    assertThat(Geometries.fromBinary(extended)).isEqualTo(stored);
    assertThatThrownBy(() -> Geometries.fromBinary(new byte[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("well-known binary");
  }

  @Test
  void otherBytesAreNoGeometries() {
    assertThat(Geometries.isGeometry(null)).isFalse();
    assertThat(Geometries.isGeometry(new byte[0])).isFalse();
    assertThat(Geometries.isGeometry(new byte[] {1, 1, 0, 0, 0, 1})).isFalse();
    assertThat(Geometries.isGeometry(new byte[Geometries.MAX_BYTES + 1])).isFalse();
    byte[] line = Geometries.fromText("LINESTRING (1 2, 3 4)");
    line[8] = 0x7f; // Far more points than there are bytes.
    assertThat(Geometries.isGeometry(line)).isFalse();
  }

  @Test
  void bytesThatNoTextGivesAreNoGeometries() {
    byte[] collection = {1, 7, 0, 0, 0, 1, 0, 0, 0};
    byte[] point = Geometries.fromText("POINT (1 2)");
    assertThat(Geometries.isGeometry(nested(collection, 3, point))).isTrue();
    assertThat(Geometries.isGeometry(nested(collection, 33, point))).isFalse();
    assertThat(Geometries.isGeometry(nested(collection, 100_000, point))).isFalse();
    byte[] line = Geometries.fromText("LINESTRING (1 2, 3 4)");
    byte[] endless = Geometries.fromText("LINESTRING (1 2, 3 4)");
    ByteBuffer.wrap(line).order(ByteOrder.LITTLE_ENDIAN).putDouble(9, Double.NaN);
    ByteBuffer.wrap(endless).order(ByteOrder.LITTLE_ENDIAN).putDouble(17, 1 / 0.0);
    assertThat(Geometries.isGeometry(line)).isFalse();
    assertThat(Geometries.isGeometry(endless)).isFalse();
  }

  private static byte[] nested(byte[] collection, int depth, byte[] inner) {
    ByteBuffer bytes = ByteBuffer.allocate(depth * collection.length + inner.length);
    for (int i = 0; i < depth; i++) {
      bytes.put(collection);
    }
    return bytes.put(inner).array();
  }
}
