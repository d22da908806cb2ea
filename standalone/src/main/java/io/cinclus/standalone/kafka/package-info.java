/** The Kafka broker inside the process, and its topics. */
@NullMarked
package io.cinclus.standalone.kafka;

import org.jspecify.annotations.NullMarked;
