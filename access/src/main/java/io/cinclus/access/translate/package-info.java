/**
 * Between Milvus' messages and ours: pure and stateless, every class on its own.
 *
 * <p>What a class cannot translate it refuses with a {@link io.cinclus.model.CinclusException}
 * whose message is for the user.
 */
@NullMarked
package io.cinclus.access.translate;

import org.jspecify.annotations.NullMarked;
