@NullMarked
package io.cinclus.catalog;

import org.jspecify.annotations.NullMarked;
