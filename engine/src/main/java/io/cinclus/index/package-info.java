/**
 * Vector indexes: their types and parameters, their files, and search through one interface. An
 * index file holds no vectors; it is opened with the ones it was built from.
 */
@NullMarked
package io.cinclus.index;

import org.jspecify.annotations.NullMarked;
