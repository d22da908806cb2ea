/**
 * Many clients of the access layer at the same time, who know what they wrote and check every
 * answer.
 */
@NullMarked
package io.cinclus.standalone.load;

import org.jspecify.annotations.NullMarked;
