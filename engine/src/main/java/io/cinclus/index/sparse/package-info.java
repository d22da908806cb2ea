/**
 * SPARSE_INVERTED_INDEX: for each dimension the rows that have it, searched by MaxScore (Turtle and
 * Flood 1995, "Query evaluation: strategies and optimizations") with bounds for each block of 128
 * entries (Ding and Suel 2011, "Faster top-k document retrieval using block-max indexes").
 *
 * <p>In the papers' words: a dimension is a term, a row a document, {@link
 * io.cinclus.index.sparse.Postings} the inverted lists, a bound a block-max, a list that alone
 * cannot lift a row over the threshold non-essential.
 */
@NullMarked
package io.cinclus.index.sparse;

import org.jspecify.annotations.NullMarked;
