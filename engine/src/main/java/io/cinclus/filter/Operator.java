package io.cinclus.filter;

/** Arithmetic on two numbers. Integers stay integers, save under {@link #POWER}. */
enum Operator {
  ADD,
  SUBTRACT,
  MULTIPLY,
  /** Truncates towards zero on integers. */
  DIVIDE,
  /** The remainder of {@link #DIVIDE}, on integers only. */
  MODULO,
  /** Always a float64. */
  POWER
}
