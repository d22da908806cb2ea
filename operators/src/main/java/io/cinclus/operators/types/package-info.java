/**
 * Type information of what crosses the streams: Protobuf messages, and references that never leave
 * a task.
 */
@NullMarked
package io.cinclus.operators.types;

import org.jspecify.annotations.NullMarked;
