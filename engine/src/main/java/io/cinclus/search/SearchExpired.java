package io.cinclus.search;

/** A search gave up because its deadline has passed. */
public final class SearchExpired extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SearchExpired() {
    super("the search gave up at its deadline");
  }
}
