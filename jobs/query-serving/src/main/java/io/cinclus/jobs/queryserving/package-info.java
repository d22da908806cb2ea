/** The query-serving job: from requests to replies. */
@NullMarked
package io.cinclus.jobs.queryserving;

import org.jspecify.annotations.NullMarked;
