/** Tests of the chaos test's pure parts. */
@NullMarked
package io.cinclus.standalone.chaos;

import org.jspecify.annotations.NullMarked;
