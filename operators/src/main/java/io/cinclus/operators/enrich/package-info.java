/** Searches for the events of a DataStream job, over the request topic. */
@NullMarked
package io.cinclus.operators.enrich;

import org.jspecify.annotations.NullMarked;
