package io.cinclus.text;

/**
 * A term of a text.
 *
 * @param text the term, as its analyzer left it
 * @param position among the terms of the text, counted from 0; terms that were left out count
 * @param startOffset where it begins in the text, in chars
 * @param endOffset behind its last char
 */
public record Term(String text, int position, int startOffset, int endOffset) {}
