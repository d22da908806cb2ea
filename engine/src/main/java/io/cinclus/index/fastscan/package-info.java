/**
 * Fast scan: sums of table entries by codes of four bits, 32 rows at a time, whose tables are
 * rounded to bytes so that one lies in a register (André, Kermarrec and Le Scouarnec, Cache
 * locality is not enough: High-performance nearest neighbor search with product quantization, VLDB
 * 2015).
 */
@NullMarked
package io.cinclus.index.fastscan;

import org.jspecify.annotations.NullMarked;
