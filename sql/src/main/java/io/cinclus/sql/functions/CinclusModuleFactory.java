package io.cinclus.sql.functions;

import io.cinclus.sql.CinclusOptions;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.table.factories.ModuleFactory;
import org.apache.flink.table.module.Module;

/** Makes the module of {@code LOAD MODULE cinclus}. Stateless. */
public final class CinclusModuleFactory implements ModuleFactory {

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
    return Set.of();
  }

  @Override
  public Module createModule(Context context) {
    return new CinclusModule();
  }
}
