package io.cinclus.index.scalar.ngram;

/** Splits texts into the hashes of their grams, which are part of the file format. Stateless. */
final class Grams {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Grams() {}

  /** Hears of hashes. */
  @FunctionalInterface
  interface Sink {
    void gram(long hash);
  }

  /** The grams of {@code least} to {@code most} characters of a text in UTF-8, never 0. */
  static void split(byte[] utf8, int least, int most, Sink sink) {
    for (int start = 0; start < utf8.length; start += characterBytes(utf8[start])) {
      long hash = FNV_BASIS;
      int at = start;
      for (int characters = 1; characters <= most && at < utf8.length; characters++) {
        int end = at + characterBytes(utf8[at]);
        while (at < end) {
          hash = (hash ^ (utf8[at++] & 0xff)) * FNV_PRIME;
        }
        if (characters >= least) {
          sink.gram(mixed(hash));
        }
      }
    }
  }

  /** How many characters a text in UTF-8 has. */
  static int characters(byte[] utf8) {
    int count = 0;
    for (byte b : utf8) {
      count += (b & 0xc0) == 0x80 ? 0 : 1;
    }
    return count;
  }

  private static int characterBytes(byte first) {
    return first >= 0 ? 1 : first < (byte) 0xe0 ? 2 : first < (byte) 0xf0 ? 3 : 4;
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 32)) * 0x9e3779b97f4a7c15L;
    mixed ^= mixed >>> 29;
    return mixed == 0 ? 1 : mixed;
  }
}
