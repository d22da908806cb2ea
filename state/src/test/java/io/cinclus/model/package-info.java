@NullMarked
package io.cinclus.model;

import org.jspecify.annotations.NullMarked;
