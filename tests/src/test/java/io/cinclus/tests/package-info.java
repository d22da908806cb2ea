/** What crosses modules: end to end, with real parts. */
@NullMarked
package io.cinclus.tests;

import org.jspecify.annotations.NullMarked;
