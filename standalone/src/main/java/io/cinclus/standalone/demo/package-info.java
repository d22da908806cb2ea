/** The demo: WordNet's glosses through a model and a Flink job into Cinclus, measured. */
@NullMarked
package io.cinclus.standalone.demo;

import org.jspecify.annotations.NullMarked;
