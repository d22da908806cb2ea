/** What the write-ahead log guarantees beside order: each record is applied once. */
@NullMarked
package io.cinclus.log;

import org.jspecify.annotations.NullMarked;
