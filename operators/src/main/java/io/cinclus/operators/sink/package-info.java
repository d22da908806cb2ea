/** A sink for DataStream jobs: rows and deletes to the write-ahead log. */
@NullMarked
package io.cinclus.operators.sink;

import org.jspecify.annotations.NullMarked;
