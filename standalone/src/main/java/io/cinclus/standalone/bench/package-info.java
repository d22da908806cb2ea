/**
 * Measures vector indexes on one set of data: this engine, and others that are built for it on
 * demand and run in processes of their own.
 */
@NullMarked
package io.cinclus.standalone.bench;

import org.jspecify.annotations.NullMarked;
