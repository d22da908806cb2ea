/**
 * The Milvus boolean expression language: text to typed expression to a bitset over a row batch.
 *
 * <p>{@link io.cinclus.filter.Filter} is the only entry. Logic is three-valued (Kleene): what
 * cannot be computed for a row (a null, a missing JSON path or array element, a JSON value of
 * another type, a division by zero, an int64 overflow) is unknown, and a row passes only where the
 * whole filter is true.
 *
 * <p>Numbers compare by value whatever their types, and exactly; only a fractional constant that is
 * compared with a FLOAT field first becomes the float32 next to it. Texts compare by code point.
 */
@NullMarked
package io.cinclus.filter;

import org.jspecify.annotations.NullMarked;
