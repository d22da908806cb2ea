/** The Flink cluster inside the process, and the jobs that run on it for as long as it runs. */
@NullMarked
package io.cinclus.standalone.flink;

import org.jspecify.annotations.NullMarked;
