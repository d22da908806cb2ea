/**
 * The kernels that need {@code jdk.incubator.vector}. Loaded by name from {@link
 * io.cinclus.vector.Kernels}, so that everything else compiles and runs without that module.
 */
@NullMarked
package io.cinclus.vector.simd;

import org.jspecify.annotations.NullMarked;
