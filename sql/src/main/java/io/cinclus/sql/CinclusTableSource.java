package io.cinclus.sql;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.sql.read.KeyLookup;
import io.cinclus.sql.read.ReadSettings;
import io.cinclus.sql.read.SearchFunctions;
import io.cinclus.sql.read.VectorQuery;
import io.cinclus.sql.scan.CollectionSource;
import io.cinclus.sql.scan.ScanPlan;
import io.cinclus.sql.types.FilterTexts;
import io.cinclus.sql.types.RowDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.SourceProvider;
import org.apache.flink.table.connector.source.VectorSearchTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsFilterPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsLimitPushDown;
import org.apache.flink.table.connector.source.abilities.SupportsProjectionPushDown;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.LookupOptions.LookupCacheType;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.expressions.ResolvedExpression;
import org.apache.flink.table.types.DataType;

/**
 * A collection to be scanned, looked up by primary key, and searched. Changed by the planner's one
 * thread; what it hands out is not changed any more.
 */
final class CinclusTableSource
    implements ScanTableSource,
        LookupTableSource,
        VectorSearchTableSource,
        SupportsProjectionPushDown,
        SupportsFilterPushDown,
        SupportsLimitPushDown {

  /**
   * What does not change.
   *
   * @param settings how the collection is asked
   * @param schema of the collection
   * @param options of the table
   */
  record Table(ReadSettings settings, CollectionSchema schema, ReadableConfig options) {}

  private final Table table;
  private DataType produced;
  private String filter = "";
  private long limit = Long.MAX_VALUE;

  CinclusTableSource(Table table, DataType produced) {
    this.table = table;
    this.produced = produced;
  }

  @Override
  public DynamicTableSource copy() {
    CinclusTableSource copy = new CinclusTableSource(table, produced);
    copy.filter = filter;
    copy.limit = limit;
    return copy;
  }

  @Override
  public String asSummaryString() {
    return "cinclus collection " + table.settings().collection();
  }

  @Override
  public boolean supportsNestedProjection() {
    return false;
  }

  @Override
  public void applyProjection(int[][] fields, DataType type) {
    produced = type;
  }

  @Override
  public Result applyFilters(List<ResolvedExpression> predicates) {
    FilterTranslator translator = new FilterTranslator(table.schema());
    List<ResolvedExpression> accepted = new ArrayList<>();
    List<ResolvedExpression> refused = new ArrayList<>();
    for (ResolvedExpression predicate : predicates) {
      Optional<String> translated = translator.translate(predicate);
      translated.ifPresent(text -> filter = FilterTexts.both(filter, text));
      (translated.isPresent() ? accepted : refused).add(predicate);
    }
    return Result.of(accepted, refused);
  }

  @Override
  public void applyLimit(long rows) {
    limit = rows;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    return SourceProvider.of(
        new CollectionSource(new ScanPlan(table.settings(), decoder(), filter, limit)));
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    String key = table.schema().primaryKey().name();
    int[][] keys = context.getKeys();
    if (keys.length != 1 || keys[0].length != 1 || !columns().get(keys[0][0]).equals(key)) {
      throw new ValidationException(
          "collection '%s' is looked up by its primary key alone: join ON %s = … and nothing else, and put further conditions into WHERE"
              .formatted(table.settings().collection(), key));
    }
    KeyLookup lookup = new KeyLookup(table.settings(), decoder(), filter);
    return switch (table.options().get(LookupOptions.CACHE_TYPE)) {
      case NONE -> AsyncLookupFunctionProvider.of(lookup);
      case PARTIAL ->
          PartialCachingAsyncLookupProvider.of(
              lookup, DefaultLookupCache.fromConfig(table.options()));
      case FULL ->
          throw new ValidationException(
              "'%s' is %s: use %s or %s"
                  .formatted(
                      LookupOptions.CACHE_TYPE.key(),
                      LookupCacheType.FULL,
                      LookupCacheType.NONE,
                      LookupCacheType.PARTIAL));
    };
  }

  @Override
  public VectorSearchRuntimeProvider getSearchRuntimeProvider(VectorSearchContext context) {
    int[][] searched = context.getSearchColumns();
    String column = columns().get(searched[0][0]);
    FieldSchema field = table.schema().field(column).orElseThrow();
    if (searched.length != 1 || searched[0].length != 1 || !field.type().isDenseVector()) {
      throw new ValidationException(
          "VECTOR_SEARCH looks in one column of dense vectors, and '%s' is a %s: of collection '%s' these are %s"
              .formatted(
                  column,
                  field.type(),
                  table.settings().collection(),
                  table.schema().vectorFields().stream().map(FieldSchema::name).toList()));
    }
    return new SearchFunctions(
        new VectorQuery(table.settings(), decoder(), column, filter, context.runtimeConfig()));
  }

  private List<String> columns() {
    return DataType.getFieldNames(produced);
  }

  private RowDecoder decoder() {
    return new RowDecoder(table.schema(), columns());
  }
}
