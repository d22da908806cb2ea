package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CreateIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CatalogCodecTest {
  private final LogFixture log = new LogFixture();

  @Test
  void theEmptyCatalogComesBack() {
    assertThat(decode(CatalogCodec.encodeSnapshot(Catalog.EMPTY))).isEqualTo(Catalog.EMPTY);
  }

  @Test
  void aSnapshotComesBackAsTheCatalogThatItWas() {
    fill();
    assertThat(decode(CatalogCodec.encodeSnapshot(log.catalog()))).isEqualTo(log.catalog());
  }

  @Test
  void theBytesOfASnapshotAreFrozen() {
    fill();
    CRC32C crc = new CRC32C();
    crc.update(CatalogCodec.encodeSnapshot(log.catalog()));
    // A change of this number means that the fold or the format needs a new version.
    assertThat(Long.toHexString(crc.getValue())).isEqualTo("e520447d");
  }

  @Test
  void aCollectionComesBackAsItWas() {
    fill();
    CollectionInfo items = log.catalog().collection("shop", "items");
    assertThat(CatalogCodec.decode("shop", CatalogCodec.encode(items))).isEqualTo(items);
  }

  @Test
  void theOrderInWhichParametersWereSentDoesNotShowInASnapshot() {
    LogFixture other = new LogFixture();
    for (LogFixture one : new LogFixture[] {log, other}) {
      CreateIndex.Builder index =
          CreateIndex.newBuilder()
              .setCollection("items")
              .setField("vector")
              .setIndexType("HNSW")
              .setMetricType("L2");
      for (int i = 0; i < 20; i++) {
        index.putParams("p" + (one == log ? i : 19 - i), "v");
      }
      one.accept(Commands.createCollection("", "items"));
      one.accept(Commands.createIndex(index));
    }
    assertThat(CatalogCodec.encodeSnapshot(other.catalog()))
        .isEqualTo(CatalogCodec.encodeSnapshot(log.catalog()));
  }

  @Test
  void everyDamagedByteIsNoticed() {
    fill();
    byte[] bytes = CatalogCodec.encodeSnapshot(log.catalog());
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << (at & 7));
      assertCorrupt(damaged);
    }
  }

  @Test
  void aSnapshotOfAnotherLengthIsNoticed() {
    fill();
    byte[] bytes = CatalogCodec.encodeSnapshot(log.catalog());
    for (int length = 0; length < bytes.length; length++) {
      assertCorrupt(Arrays.copyOf(bytes, length));
    }
    assertCorrupt(Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void aSnapshotOfANewerFoldVersionAsksForAnUpgrade() {
    byte[] bytes = resealed(12, CatalogFold.NEWEST_VERSION + 1);
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY))
        .hasMessageContaining("upgrade");
  }

  @Test
  void aSnapshotOfANewerFormatAsksForAnUpgrade() {
    byte[] bytes = resealed(8, 2);
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY))
        .hasMessageContaining("format 2");
  }

  @Test
  void aBodyThatCannotBeReadIsCorruptDespiteItsChecksum() {
    assertCorrupt(resealed(32, -1));
  }

  /** A snapshot with another int at {@code offset}, and the checksum of that. */
  private static byte[] resealed(int offset, int value) {
    byte[] bytes = CatalogCodec.encodeSnapshot(Catalog.EMPTY);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(offset, value);
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, 28);
    crc.update(bytes, 32, bytes.length - 32);
    buffer.putInt(28, (int) crc.getValue());
    return bytes;
  }

  private void fill() {
    log.accept(Commands.createDatabase("shop"));
    log.accept(Commands.createCollection("shop", "items"));
    log.accept(Commands.createCollection("", "items"));
    log.accept(Commands.createPartition("shop", "items", "old"));
    log.accept(Commands.createIndex("shop", "items", "vector", "L2"));
    log.accept(Commands.createIndex("shop", "items", "other", "IP"));
    log.accept(Commands.createAlias("shop", "items", "things"));
    log.accept(Commands.load("shop", "items"));
    log.send(Commands.load("shop", "none"));
    log.append(new byte[] {1});
  }

  private static Catalog decode(byte[] bytes) {
    return CatalogCodec.decodeSnapshot(bytes);
  }

  private static void assertCorrupt(byte[] bytes) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_CORRUPT));
  }
}
