package io.cinclus.sql.scan;

import io.cinclus.sql.read.ReadSettings;
import io.cinclus.sql.types.RowDecoder;
import java.io.Serializable;

/**
 * What a scan reads. Immutable.
 *
 * @param settings how the collection is asked
 * @param decoder of its rows
 * @param filter that rows pass; empty: all do
 * @param limit the most rows
 */
public record ScanPlan(ReadSettings settings, RowDecoder decoder, String filter, long limit)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
