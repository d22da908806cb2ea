/** Standing queries: rows are compared with them as they are written, and matches published. */
@NullMarked
package io.cinclus.operators.standing;

import org.jspecify.annotations.NullMarked;
