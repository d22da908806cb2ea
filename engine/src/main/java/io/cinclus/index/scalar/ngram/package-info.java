/**
 * NGRAM: the rows of every sequence of {@code min_gram} to {@code max_gram} characters (code
 * points), the <em>grams</em>. A text that contains a longer text contains all of its grams, so the
 * rows that have them all are the only ones in which a pattern can be found; each of these is then
 * looked at (Zobel, Moffat and Sacks-Davis, Searching large lexicons for partially specified terms
 * using compressed inverted files, 1993; Cox, Regular expression matching with a trigram index,
 * 2012).
 *
 * <p>A gram is known by a 64-bit hash: two grams with the same hash only make more rows to look at.
 */
@NullMarked
package io.cinclus.index.scalar.ngram;

import org.jspecify.annotations.NullMarked;
