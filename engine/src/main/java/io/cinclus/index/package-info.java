/**
 * Vector indexes: their types and parameters, their files, and search through one interface. An
 * index file holds no vectors and is opened with the ones it was built from, save those of DISKANN.
 */
@NullMarked
package io.cinclus.index;

import org.jspecify.annotations.NullMarked;
