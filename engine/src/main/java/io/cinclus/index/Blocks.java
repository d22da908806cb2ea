package io.cinclus.index;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The blocks of a section that is read at random: whole pages, aligned to pages in the file, of
 * which the last four bytes are a checksum. It covers what the block holds, its number, and which
 * index it belongs to, so that neither a damaged block, nor one in another's place, nor one of
 * another index is taken for what was asked for.
 */
final class Blocks {
  static final int PAGE_BYTES = 4096;
  static final int CHECKSUM_BYTES = Integer.BYTES;

  private Blocks() {}

  /**
   * The checksum of a block.
   *
   * @param identity the checksum of the first section of the file, which says what is indexed
   * @param block all of it; the position is moved
   */
  static int checksum(int identity, int number, ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.position(0).limit(block.capacity() - CHECKSUM_BYTES));
    block.limit(block.capacity());
    return (int) crc.getValue() ^ (int) mix(((long) identity << 32) | number);
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
