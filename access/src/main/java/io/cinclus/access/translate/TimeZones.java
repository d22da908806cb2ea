package io.cinclus.access.translate;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.value.Timestamps;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time zone of times that are sent without one, and in which they are given out: that of the
 * request, else of the collection, else UTC. A collection that is created without one takes over
 * that of its database. Stateless.
 */
public final class TimeZones {
  /** What the zone is called in requests, and among the properties. */
  public static final String PARAMETER = "timezone";

  private static final String TIME_FIELDS = "time_fields";

  private TimeZones() {}

  /** The zone of a collection. */
  public static ZoneId of(CollectionInfo collection) {
    return of(collection.settings().properties());
  }

  /** The zone of a request; {@link ErrorCode#BAD_PARAMETER} where there is no such zone. */
  public static ZoneId of(CollectionInfo collection, Map<String, String> params) {
    if (!params.getOrDefault(TIME_FIELDS, "").isBlank()) {
      throw bad(TIME_FIELDS + " is not built yet: leave it out, and take the times apart");
    }
    return params.getOrDefault(PARAMETER, "").isBlank() ? of(collection) : of(params);
  }

  /** The zone among some properties or parameters; without one UTC. */
  public static ZoneId of(Map<String, String> properties) {
    String name = properties.getOrDefault(PARAMETER, "");
    try {
      return name.isBlank() ? ZoneOffset.UTC : Timestamps.zone(name);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER, "%s: %s".formatted(PARAMETER, e.getMessage()), e);
    }
  }

  /** Throws {@link ErrorCode#BAD_PARAMETER} where a zone is set that there is not. */
  public static void check(Map<String, String> properties) {
    if (properties.containsKey(PARAMETER)) {
      if (properties.getOrDefault(PARAMETER, "").isBlank()) {
        throw bad(PARAMETER + " is blank: send a name such as UTC or Asia/Shanghai");
      }
      of(properties);
    }
  }

  /** The properties of a collection that is created in a database. */
  public static Map<String, String> inherited(
      Map<String, String> properties, Map<String, String> ofDatabase) {
    String zone = ofDatabase.get(PARAMETER);
    if (zone == null || properties.containsKey(PARAMETER)) {
      return properties;
    }
    Map<String, String> all = new TreeMap<>(properties);
    all.put(PARAMETER, zone);
    return all;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
