/** A catalog whose databases and tables are those of Cinclus. */
@NullMarked
package io.cinclus.sql.catalog;

import org.jspecify.annotations.NullMarked;
