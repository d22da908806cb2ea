/** The model that turns texts into vectors. */
@NullMarked
package io.cinclus.sql.embed;

import org.jspecify.annotations.NullMarked;
