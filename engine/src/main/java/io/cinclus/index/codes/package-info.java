/** Rows in fewer bytes than their vectors, and scores by them. */
@NullMarked
package io.cinclus.index.codes;

import org.jspecify.annotations.NullMarked;
