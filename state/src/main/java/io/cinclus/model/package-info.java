/** The data model: schemas, columns, row batches, keys and positions. */
@NullMarked
package io.cinclus.model;

import org.jspecify.annotations.NullMarked;
