/** Types and values, as Flink SQL and as Cinclus has them. */
@NullMarked
package io.cinclus.sql.types;

import org.jspecify.annotations.NullMarked;
