package io.cinclus.index.scalar;

import org.jspecify.annotations.Nullable;

/**
 * Of which rows a condition is true, as bitsets; it is false of the others. The arrays may be the
 * index' own and must not be changed.
 *
 * @param yes it is true of them
 * @param unknown it is neither true nor false of them
 * @param open whatever the other two say of them, these are to be tested one by one; null: none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Answer(long[] yes, long[] unknown, long @Nullable [] open) {}
