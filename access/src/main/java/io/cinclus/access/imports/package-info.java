/** Imports of files: what reads them, and who works at them. */
@NullMarked
package io.cinclus.access.imports;

import org.jspecify.annotations.NullMarked;
