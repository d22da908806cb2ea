/** The demo of anomaly scores: labelled events through a Flink job, live and again from the log. */
@NullMarked
package io.cinclus.standalone.fraud;

import org.jspecify.annotations.NullMarked;
