/** Who calls, and what he may do. */
@NullMarked
package io.cinclus.access.security;

import org.jspecify.annotations.NullMarked;
