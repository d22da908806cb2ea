package io.cinclus.filter;

/**
 * Arithmetic on two numbers. Integers stay integers, save under {@link #POWER}; {@link
 * #takesIntegersOnly some} take nothing else.
 */
enum Operator {
  ADD,
  SUBTRACT,
  MULTIPLY,
  /** Truncates towards zero on integers. */
  DIVIDE,
  /** The remainder of {@link #DIVIDE}, on integers only. */
  MODULO,
  /** Always a float64. */
  POWER,
  BIT_AND,
  BIT_OR,
  BIT_XOR,
  /** Bits that leave at the top are lost; by 0 to 63 places, else there is no result. */
  SHIFT_LEFT,
  /** Keeps the sign; by 0 to 63 places, else there is no result. */
  SHIFT_RIGHT;

  boolean takesIntegersOnly() {
    return switch (this) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER -> false;
      case MODULO, BIT_AND, BIT_OR, BIT_XOR, SHIFT_LEFT, SHIFT_RIGHT -> true;
    };
  }

  /** Whether a shift by this many places has a result. */
  static boolean isShift(long places) {
    return places >= 0 && places < Long.SIZE;
  }

  /** The result on int64 of what always has one: bits, and a {@link #isShift valid} shift. */
  long ofBits(long a, long b) {
    return switch (this) {
      case BIT_AND -> a & b;
      case BIT_OR -> a | b;
      case BIT_XOR -> a ^ b;
      case SHIFT_LEFT -> a << b;
      case SHIFT_RIGHT -> a >> b;
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER ->
          throw new IllegalArgumentException(this + " is no operator on bits");
    };
  }
}
