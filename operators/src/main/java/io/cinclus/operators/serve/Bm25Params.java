package io.cinclus.operators.serve;

import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.Parameter;
import io.cinclus.index.Parameters;
import io.cinclus.vector.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of BM25 that the catalog's index says, for rows that have none. Stateless. */
final class Bm25Params {
  private Bm25Params() {}

  /** A search's parameters, for BM25 with those of the searched field's index. */
  static Map<String, String> of(Map<String, String> given, Metric metric, SearchWork work) {
    if (metric != Metric.BM25) {
      return given;
    }
    Map<String, String> params = new HashMap<>(given);
    Map<String, String> ofIndex =
        work.collection()
            .indexOn(work.request().getVectorFieldId())
            .map(IndexInfo::params)
            .orElse(Map.of());
    params.putAll(Parameter.adapt(List.of(Parameters.BM25_K1, Parameters.BM25_B), ofIndex));
    return params;
  }
}
