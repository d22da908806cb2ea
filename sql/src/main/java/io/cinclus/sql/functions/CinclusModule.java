package io.cinclus.sql.functions;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.table.functions.FunctionDefinition;
import org.apache.flink.table.module.Module;

/** The functions of {@code LOAD MODULE cinclus}, in every catalog. Immutable and thread-safe. */
public final class CinclusModule implements Module {
  private static final Map<String, Supplier<FunctionDefinition>> FUNCTIONS =
      Map.of(
          "cosine_distance", CosineDistance::new,
          "l2_distance", L2Distance::new,
          "inner_product", InnerProduct::new,
          "vector_normalize", VectorNormalize::new,
          "embed", Embed::new,
          "knn_score", KnnScore::new);

  @Override
  public Set<String> listFunctions() {
    return FUNCTIONS.keySet();
  }

  @Override
  public Optional<FunctionDefinition> getFunctionDefinition(String name) {
    return Optional.ofNullable(FUNCTIONS.get(name.toLowerCase(Locale.ROOT))).map(Supplier::get);
  }
}
