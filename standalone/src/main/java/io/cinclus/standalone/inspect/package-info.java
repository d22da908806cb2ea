/** What a running Cinclus consists of, read from its logs. */
@NullMarked
package io.cinclus.standalone.inspect;

import org.jspecify.annotations.NullMarked;
