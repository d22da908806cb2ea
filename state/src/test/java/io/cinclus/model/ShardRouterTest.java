package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers here are those of MurmurHash3; rows are stored by them, so they never change. */
class ShardRouterTest {

  @ParameterizedTest
  @CsvSource({
    "0, 00000000, 0",
    "1, 34c2cb2c, 1",
    "2, 650683e7, 0",
    "-1, 4b825f21, 6",
    "42, 8e4259cc, 1",
    "123456789012345678, cb3a0593, 3",
    "9223372036854775807, a930edea, 5",
    "-9223372036854775808, af31a493, 5"
  })
  void theShardOfALongIsFrozen(long key, String hash, int shardOfSeven) {
    assertThat(ShardRouter.hash(key)).isEqualTo(Integer.parseUnsignedInt(hash, 16));
    assertThat(ShardRouter.shard(key, 7)).isEqualTo(shardOfSeven);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 00000000, 0",
    "a, 3c2569b2, 4",
    "ab, 9bbfd75f, 1",
    "abc, b3dd93fa, 3",
    "abcd, 43ed676a, 2",
    "abcde, e89b9af6, 4",
    "'hello, world', 149bbb7f, 1",
    "The quick brown fox jumps over the lazy dog, 2e4ff723, 2",
    "é, 10110787, 3",
    "日本, c4d9f942, 5",
    "😀, beb42efa, 4",
    "a😀é日, a4f0675f, 3",
    "😀😀😀, a52435f1, 4",
    "héllo wörld, 97f7f274, 0"
  })
  void theShardOfATextIsFrozen(String key, String hash, int shardOfSeven) {
    assertThat(ShardRouter.hash(key)).isEqualTo(Integer.parseUnsignedInt(hash, 16));
    assertThat(ShardRouter.shard(key, 7)).isEqualTo(shardOfSeven);
  }

  @Test
  void aColumnIsRoutedAsItsKeys() {
    Column longs = new Column.Longs(DataType.INT64, new long[] {1, -1, 42, 7}, null);
    Column texts = new Column.Texts(DataType.VARCHAR, new String[] {"a", "é"}, null);
    int[] ofLongs = new int[3];
    int[] ofTexts = new int[2];
    ShardRouter.route(longs, 7, ofLongs);
    ShardRouter.route(texts, 7, ofTexts);
    assertThat(ofLongs).containsExactly(1, 6, 1);
    assertThat(ofTexts).containsExactly(4, 3);
  }

  @Test
  void aColumnThatHoldsNoKeysIsRefused() {
    Column bools = new Column.Bools(new boolean[1], null);
    assertThatThrownBy(() -> ShardRouter.route(bools, 7, new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("BOOL");
  }

  @Test
  void keysThatFollowOneAnotherSpreadEvenly() {
    int[] longCounts = new int[16];
    int[] textCounts = new int[16];
    for (int key = 0; key < 160_000; key++) {
      longCounts[ShardRouter.shard(key, 16)]++;
      textCounts[ShardRouter.shard("key-" + key, 16)]++;
    }
    for (int shard = 0; shard < 16; shard++) {
      assertThat(longCounts[shard]).isBetween(9_500, 10_500);
      assertThat(textCounts[shard]).isBetween(9_500, 10_500);
    }
  }
}
