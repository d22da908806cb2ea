/**
 * RTREE: the boxes around geometries in a packed R-tree (Leutenegger, Lopez and Edgington 1997,
 * "STR: A simple and efficient algorithm for R-tree packing"), which finds the rows whose box meets
 * another one, and leaves it open whether their geometries pass. Pure; no Flink.
 */
@NullMarked
package io.cinclus.index.scalar.rtree;

import org.jspecify.annotations.NullMarked;
