/** Functions on vectors. */
@NullMarked
package io.cinclus.sql.functions;

import org.jspecify.annotations.NullMarked;
