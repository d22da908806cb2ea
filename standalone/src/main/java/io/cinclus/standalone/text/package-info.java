/** Text for people: tables, numbers and progress in a terminal. */
@NullMarked
package io.cinclus.standalone.text;

import org.jspecify.annotations.NullMarked;
