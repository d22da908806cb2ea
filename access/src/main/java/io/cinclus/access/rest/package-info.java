/**
 * Milvus' REST of version 2: bodies as the requests that a client would send by gRPC, and their
 * answers as JSON.
 */
@NullMarked
package io.cinclus.access.rest;

import org.jspecify.annotations.NullMarked;
