/** The logs as Flink and the services see them: topics, channels, sources, end positions. */
@NullMarked
package io.cinclus.operators.log;

import org.jspecify.annotations.NullMarked;
