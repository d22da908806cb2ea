/**
 * A forest of random projection trees, as in Annoy (Bernhardsson, 2013; after Dasgupta and Freund,
 * Random projection trees and low dimensional manifolds, STOC 2008): each tree halves the rows
 * again and again by a plane between two centres of a random sample, and a search goes down all
 * trees at once, first where the query lies farthest on its side of all planes above. Milvus'
 * {@code n_trees} and {@code search_k} are Annoy's.
 */
@NullMarked
package io.cinclus.index.annoy;

import org.jspecify.annotations.NullMarked;
