/** Clients of the access layer that write and search at the same time, and check every answer. */
@NullMarked
package io.cinclus.standalone.load;

import org.jspecify.annotations.NullMarked;
