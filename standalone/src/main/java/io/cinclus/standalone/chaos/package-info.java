/**
 * The chaos test: a random workload on a standalone that is killed again and again, with every
 * answer held against a model of what it may be. {@link io.cinclus.standalone.chaos.Workload},
 * {@link io.cinclus.standalone.chaos.CollectionModel} and {@link
 * io.cinclus.standalone.chaos.Answers} are pure; {@link io.cinclus.standalone.chaos.Chaos} drives.
 */
@NullMarked
package io.cinclus.standalone.chaos;

import org.jspecify.annotations.NullMarked;
