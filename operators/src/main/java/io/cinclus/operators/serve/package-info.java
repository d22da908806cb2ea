/**
 * From a request on a topic to the reply: planning, channels with their rows in memory, searching,
 * merging.
 */
@NullMarked
package io.cinclus.operators.serve;

import org.jspecify.annotations.NullMarked;
