/**
 * Texts as terms: the analyzers that Milvus' {@code analyzer_params} describe, built of Lucene's
 * tokenizers and filters; whether a text has terms or a phrase; and how often it has each term, for
 * BM25.
 *
 * <p>A term's dimension in a sparse vector is its hash: two terms of one hash count as one.
 */
@NullMarked
package io.cinclus.text;

import org.jspecify.annotations.NullMarked;
