package io.cinclus.sql.read;

/** What becomes of a row whose search or lookup failed for good. */
public enum OnError {
  /** The job fails. */
  FAIL,
  /** It finds nothing, and is counted. */
  DROP
}
