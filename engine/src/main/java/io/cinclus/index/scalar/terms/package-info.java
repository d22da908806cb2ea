/**
 * Indexes of sorted values: a dictionary of the different values in order (the <em>terms</em>), and
 * for each term its rows (the <em>postings</em>), so that a value, a list, a range or a prefix is a
 * few ranges of terms.
 *
 * <ul>
 *   <li>INVERTED and STL_SORT: the terms in an array, the rows of all terms in one array (Zobel and
 *       Moffat, Inverted files for text search engines, 2006). Where no row has two values, a few
 *       bitmaps of the first so many rows in that order bound what a range costs, however wide it
 *       is (range encoding: Chan and Ioannidis, Bitmap index design and evaluation, 1998).
 *   <li>BITMAP: the rows of a term as a bitmap where that is smaller than their list (O'Neil and
 *       Quass, Improved query performance with variant indexes, 1997).
 *   <li>TRIE: the terms in a prefix tree whose edges are whole strings (Morrison, PATRICIA, 1968).
 * </ul>
 *
 * <p>All four have the same file; they differ in what is made of it in memory.
 */
@NullMarked
package io.cinclus.index.scalar.terms;

import org.jspecify.annotations.NullMarked;
