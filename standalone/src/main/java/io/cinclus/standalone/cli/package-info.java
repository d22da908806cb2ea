/** The command line. */
@NullMarked
package io.cinclus.standalone.cli;

import org.jspecify.annotations.NullMarked;
