/** Text for people: tables and numbers in a terminal. */
@NullMarked
package io.cinclus.standalone.text;

import org.jspecify.annotations.NullMarked;
