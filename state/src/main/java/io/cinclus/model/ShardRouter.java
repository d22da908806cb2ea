package io.cinclus.model;

/**
 * Which shard of a collection holds a primary key: always the same one, in every process and
 * release, for rows stay where they were written. Frozen; a test pins it.
 *
 * <p>The hash is, of a long, the finalizer of MurmurHash3 x64 (its lower 32 bits), and of a text
 * MurmurHash3 x86 32 with seed 0 over its UTF-8 bytes (Appleby, 2011); the shard is the hash, read
 * as unsigned, modulo the shards. Stateless.
 */
public final class ShardRouter {
  private static final int C1 = 0xcc9e2d51;
  private static final int C2 = 0x1b873593;

  private ShardRouter() {}

  /** The shard, from 0, of {@code shardCount} shards. */
  public static int shard(long key, int shardCount) {
    return Integer.remainderUnsigned(hash(key), shardCount);
  }

  /** The shard, from 0, of {@code shardCount} shards. */
  public static int shard(String key, int shardCount) {
    return Integer.remainderUnsigned(hash(key), shardCount);
  }

  /**
   * Writes the shard of each of the first {@code shards.length} keys to {@code shards}; {@link
   * IllegalArgumentException} where the column's type is not one of keys.
   */
  public static void route(Column keys, int shardCount, int[] shards) {
    if (keys instanceof Column.Longs longs) {
      for (int row = 0; row < shards.length; row++) {
        shards[row] = shard(longs.values()[row], shardCount);
      }
    } else if (keys instanceof Column.Texts texts) {
      for (int row = 0; row < shards.length; row++) {
        shards[row] = shard(texts.values()[row], shardCount);
      }
    } else {
      throw new IllegalArgumentException("a column of " + keys.type() + " holds no primary keys");
    }
  }

  /** The hash of a key; well mixed. */
  public static int hash(long key) {
    long h = key;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (int) (h ^ (h >>> 33));
  }

  /** The hash of a key; well mixed. */
  public static int hash(String key) {
    int h = 0;
    int lengthBytes = 0;
    long pending = 0;
    int pendingBits = 0;
    for (int i = 0; i < key.length(); ) {
      int codePoint = key.codePointAt(i);
      i += Character.charCount(codePoint);
      int bytes = utf8Length(codePoint);
      pending |= (utf8(codePoint, bytes) & 0xffff_ffffL) << pendingBits;
      pendingBits += bytes * Byte.SIZE;
      lengthBytes += bytes;
      if (pendingBits >= Integer.SIZE) {
        h = Integer.rotateLeft(h ^ scramble((int) pending), 13) * 5 + 0xe6546b64;
        pending >>>= Integer.SIZE;
        pendingBits -= Integer.SIZE;
      }
    }
    return finish(h ^ scramble((int) pending) ^ lengthBytes);
  }

  private static int scramble(int word) {
    return Integer.rotateLeft(word * C1, 15) * C2;
  }

  private static int finish(int hash) {
    int h = hash;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x1_0000 ? 3 : 4;
  }

  /** The bytes of a code point in UTF-8, the first one lowest. */
  private static int utf8(int codePoint, int bytes) {
    int last = 0x80 | (codePoint & 0x3f);
    int middle = 0x80 | (codePoint >> 6 & 0x3f);
    return switch (bytes) {
      case 1 -> codePoint;
      case 2 -> 0xc0 | codePoint >> 6 | last << 8;
      case 3 -> 0xe0 | codePoint >> 12 | middle << 8 | last << 16;
      default ->
          0xf0
              | codePoint >> 18
              | (0x80 | (codePoint >> 12 & 0x3f)) << 8
              | middle << 16
              | last << 24;
    };
  }
}
