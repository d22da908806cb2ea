/** The catalog as one JVM sees it. */
@NullMarked
package io.cinclus.operators.catalog;

import org.jspecify.annotations.NullMarked;
