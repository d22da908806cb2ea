package io.cinclus.sql.scan;

import org.apache.flink.table.data.RowData;

/**
 * A row with where a scan goes on behind it.
 *
 * @param row for the stream
 * @param after it has been read
 */
record ScannedRow(RowData row, ScanSplit after) {}
