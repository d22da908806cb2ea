package io.cinclus.sql;

import io.cinclus.client.CatalogClient;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.sql.read.ReadSettings;
import io.cinclus.sql.types.FieldTypes;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes sources and sinks of tables {@code WITH ('connector' = 'cinclus')}. The collection exists
 * by then, and each column is one of its fields, of the field's type; {@link ValidationException}
 * says what is otherwise. Stateless.
 */
public final class CinclusTableFactory
    implements DynamicTableSourceFactory, DynamicTableSinkFactory {

  @Override
  public String factoryIdentifier() {
    return CinclusOptions.IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(CinclusOptions.COLLECTION);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return CinclusOptions.optionalOfTables();
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = helper(context);
    TableSettings settings = settings(context, helper);
    CollectionSchema schema =
        checked(settings.read(), context.getCatalogTable().getResolvedSchema());
    return new CinclusTableSource(
        new CinclusTableSource.Table(settings.read(), schema, helper.getOptions()),
        context.getPhysicalRowDataType());
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    FactoryUtil.TableFactoryHelper helper = helper(context);
    TableSettings settings = settings(context, helper);
    CollectionSchema schema =
        checked(settings.read(), context.getCatalogTable().getResolvedSchema());
    RowType type = (RowType) context.getPhysicalRowDataType().getLogicalType();
    String key = schema.primaryKey().name();
    int[] declared = context.getPrimaryKeyIndexes();
    if (declared.length != 1 || !type.getFieldNames().get(declared[0]).equals(key)) {
      throw new ValidationException(
          "a table that is written declares the collection's primary key: add PRIMARY KEY (%s) NOT ENFORCED"
              .formatted(key));
    }
    return new CinclusTableSink(
        settings,
        type,
        declared[0],
        helper.getOptions().getOptional(FactoryUtil.SINK_PARALLELISM).orElse(null));
  }

  private FactoryUtil.TableFactoryHelper helper(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(CinclusOptions.PROPERTIES_PREFIX, CinclusOptions.FIELDS_PREFIX);
    return helper;
  }

  private static TableSettings settings(Context context, FactoryUtil.TableFactoryHelper helper) {
    try {
      return TableSettings.from(helper.getOptions(), context.getCatalogTable().getOptions());
    } catch (IllegalArgumentException e) {
      throw new ValidationException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The schema of the collection, whose fields the columns are. */
  private static CollectionSchema checked(ReadSettings settings, ResolvedSchema columns) {
    CollectionSchema schema;
    try (CatalogClient catalog = new CatalogClient(settings.log())) {
      schema = catalog.newest().collection(settings.database(), settings.collection()).schema();
    }
    List<FieldSchema> given =
        schema.fields().stream().filter(field -> schema.functionOf(field).isEmpty()).toList();
    for (Column column : columns.getColumns()) {
      if (!column.isPhysical()) {
        continue;
      }
      FieldSchema field =
          given.stream()
              .filter(known -> known.name().equals(column.getName()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ValidationException(
                          "collection '%s' has no field '%s' for the column of this name: its fields are %s"
                              .formatted(
                                  settings.collection(),
                                  column.getName(),
                                  Arrays.toString(
                                      given.stream().map(FieldSchema::name).toArray()))));
      if (!FieldTypes.fits(column.getDataType().getLogicalType(), field)) {
        throw new ValidationException(
            "column '%s' is %s, but the field is a %s: declare it %s"
                .formatted(
                    column.getName(), column.getDataType(), field.type(), FieldTypes.of(field)));
      }
    }
    return schema;
  }
}
