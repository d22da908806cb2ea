/** Cinclus in one JVM: Kafka, Flink and the jobs, and the command line that starts them. */
@NullMarked
package io.cinclus.standalone;

import org.jspecify.annotations.NullMarked;
