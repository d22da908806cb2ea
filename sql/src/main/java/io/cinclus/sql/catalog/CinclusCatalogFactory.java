package io.cinclus.sql.catalog;

import io.cinclus.sql.CinclusOptions;
import io.cinclus.sql.TableSettings;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.factories.CatalogFactory;
import org.apache.flink.table.factories.FactoryUtil;

/** Makes catalogs of {@code CREATE CATALOG … WITH ('type' = 'cinclus')}. Stateless. */
public final class CinclusCatalogFactory implements CatalogFactory {

  @Override
  public String factoryIdentifier() {
    return CinclusOptions.IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.copyOf(CinclusOptions.ofCatalogs());
  }

  @Override
  public Catalog createCatalog(Context context) {
    FactoryUtil.CatalogFactoryHelper helper = FactoryUtil.createCatalogFactoryHelper(this, context);
    helper.validateExcept(CinclusOptions.PROPERTIES_PREFIX);
    return new CinclusCatalog(
        context.getName(),
        helper.getOptions().get(CinclusOptions.DEFAULT_DATABASE),
        TableSettings.log(helper.getOptions(), context.getOptions()));
  }
}
