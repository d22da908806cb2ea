/** Stand-ins for the logs and for object storage, which tests control. */
@NullMarked
package io.cinclus.operators.fakes;

import org.jspecify.annotations.NullMarked;
