/** Cinclus for programs: commands, writes and requests over Kafka. */
@NullMarked
package io.cinclus.client;

import org.jspecify.annotations.NullMarked;
