package io.cinclus.filter;

/**
 * The texts of a block's rows: row {@code i} at {@code values[offset + i]}. What stands in a row
 * that is missing means nothing (and may be null).
 */
@SuppressWarnings("ArrayRecordComponent")
record TextVector(String[] values, int offset, long[] missing) {

  Truth matching(TextCondition condition, int count) {
    long[] yes = new long[missing.length];
    for (int i = 0; i < count; i++) {
      if (!Bits.get(missing, i) && condition.test(values[offset + i])) {
        Bits.set(yes, i);
      }
    }
    return new Truth(yes, missing);
  }

  static Truth compare(Relation relation, TextVector left, TextVector right, int count) {
    long[] missing = Bits.or(left.missing, right.missing);
    long[] yes = new long[missing.length];
    for (int i = 0; i < count; i++) {
      if (!Bits.get(missing, i)
          && relation.holds(
              compare(left.values[left.offset + i], right.values[right.offset + i]))) {
        Bits.set(yes, i);
      }
    }
    return new Truth(yes, missing);
  }

  /**
   * The order of code points, which is that of the UTF-8 bytes; {@link String#compareTo} puts
   * supplementary characters before some others.
   */
  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean onlyOneSurrogate = Character.isSurrogate(x) != Character.isSurrogate(y);
        if (onlyOneSurrogate) {
          return Integer.compare(rank(x), rank(y));
        }
        return Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int rank(char c) {
    return Character.isSurrogate(c) ? Character.MIN_SUPPLEMENTARY_CODE_POINT : c;
  }
}
