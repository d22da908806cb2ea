/** The connector: tables of Flink SQL that are collections. */
@NullMarked
package io.cinclus.sql;

import org.jspecify.annotations.NullMarked;
