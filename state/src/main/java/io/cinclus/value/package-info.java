/**
 * Numbers, vectors, times and geometries that rows are made of, and nothing else; known to every
 * part.
 */
@NullMarked
package io.cinclus.value;

import org.jspecify.annotations.NullMarked;
