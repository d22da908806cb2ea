package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.PropertyChange;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a database, a collection, a field or an index is set to beyond what it is: in the order of
 * the names, and never more or longer than {@link CatalogLimits} says. Pure.
 */
final class Properties {
  private Properties() {}

  /** An unmodifiable copy in the order of the names. */
  static Map<String, String> sorted(Map<String, String> properties) {
    return Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /**
   * Returns {@code properties}; {@link ErrorCode#LIMIT_EXCEEDED} where they are too many or long.
   */
  static Map<String, String> check(String of, Map<String, String> properties) {
    if (properties.size() > CatalogLimits.MAX_PROPERTIES) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "%s has %d properties: set at most %d"
              .formatted(of, properties.size(), CatalogLimits.MAX_PROPERTIES));
    }
    new TreeMap<>(properties)
        .forEach(
            (name, value) -> {
              if (Math.max(name.length(), value.length()) > CatalogLimits.MAX_PROPERTY_LENGTH) {
                throw new CinclusException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "property %s of %s has a name or a value of more than %d characters: shorten it"
                        .formatted(Names.quote(name), of, CatalogLimits.MAX_PROPERTY_LENGTH));
              }
            });
    return properties;
  }

  /** What is left after a change: first is set, then is deleted. */
  static Map<String, String> changed(
      String of, Map<String, String> properties, PropertyChange change) {
    Map<String, String> changed = new TreeMap<>(properties);
    changed.putAll(change.getSetMap());
    change.getDeleteList().forEach(changed::remove);
    return check(of, changed);
  }
}
