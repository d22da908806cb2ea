/**
 * The fuzzer of the engine: random vectors, parameters, searches and damaged files, whose outcome
 * must be a clear error or a right answer, in bounded memory and time. {@link
 * io.cinclus.standalone.fuzz.FuzzCase} is one case, determined by its seed; {@link
 * io.cinclus.standalone.fuzz.EngineFuzz} runs many and watches them.
 */
@NullMarked
package io.cinclus.standalone.fuzz;

import org.jspecify.annotations.NullMarked;
