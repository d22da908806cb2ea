package io.cinclus.access;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;

/**
 * A running Cinclus, as an access node finds it. Immutable.
 *
 * @param log where the logs are
 * @param headers the names that its query-serving job was started with
 * @param storageRoot of the object storage that its jobs have, from which files are imported
 */
public record Cluster(LogConfig log, Headers headers, String storageRoot) {}
