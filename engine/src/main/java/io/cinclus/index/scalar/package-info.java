/**
 * Indexes over the values of one scalar column, which say exactly the rows of which a condition is
 * true, false or unknown. {@link io.cinclus.index.scalar.ScalarIndexFiles} builds and opens them;
 * {@link io.cinclus.index.scalar.Condition} is what they can be asked. They know nothing of columns
 * and filters: {@link io.cinclus.index.scalar.ScalarRows} hands them the values.
 */
@NullMarked
package io.cinclus.index.scalar;

import org.jspecify.annotations.NullMarked;
