/** Anomaly scores in a user's own job: the shell around {@link io.cinclus.anomaly}. */
@NullMarked
package io.cinclus.operators.score;

import org.jspecify.annotations.NullMarked;
