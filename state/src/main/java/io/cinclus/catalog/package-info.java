/**
 * The catalog: databases, collections, partitions, indexes and aliases as the deterministic fold of
 * the catalog log.
 */
@NullMarked
package io.cinclus.catalog;

import org.jspecify.annotations.NullMarked;
