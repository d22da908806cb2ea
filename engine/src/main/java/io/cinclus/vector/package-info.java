/**
 * Dense float vectors: metrics, kernels, top-k and exact search. Pure functions and per-call state;
 * no I/O.
 */
@NullMarked
package io.cinclus.vector;

import org.jspecify.annotations.NullMarked;
