package io.cinclus.operators.serve;

import io.cinclus.filter.GroupKey;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowsCodec;
import io.cinclus.search.Groups;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the hits of a search are grouped. Immutable.
 *
 * @param key what rows are grouped by
 * @param groups which are wanted
 * @param only for each vector the values of the groups to look in; null: all groups
 */
record GroupBy(GroupKey key, Groups groups, @Nullable List<Set<Object>> only) {

  /**
   * Empty where the hits are not grouped.
   *
   * @throws CinclusException {@link ErrorCode#BAD_PARAMETER}
   */
  static Optional<GroupBy> of(SearchRequest search, CollectionSchema schema) {
    if (search.getGroupByField().isEmpty()) {
      if (search.getGroupSize() != 0 || search.getGroupsCount() != 0) {
        throw bad("group_size or groups are set without group_by_field: set that too");
      }
      return Optional.empty();
    }
    GroupKey key = GroupKey.compile(search.getGroupByField(), schema);
    int named = search.getGroupsCount();
    if (named != 0 && named != search.getVectorsCount()) {
      throw bad(
          "there are groups for %d vectors, and %d vectors: send groups for each"
              .formatted(named, search.getVectorsCount()));
    }
    return Optional.of(
        new GroupBy(key, groups(search), named == 0 ? null : only(search, key, schema)));
  }

  /** The most hits that a vector may have, with those of the groups passed over. */
  static long wantedHits(SearchRequest search) {
    return ((long) search.getLimit() + search.getOffset()) * Math.max(1, search.getGroupSize());
  }

  /** Which groups a grouped search wants. */
  static Groups groups(SearchRequest search) {
    if (search.getGroupSize() < 0 || wantedHits(search) > RequestPlanner.MAX_LIMIT) {
      throw bad(
          "limit is %d, offset %d and group_size %d: group_size must be at least 1, and all groups together may have at most %d rows"
              .formatted(
                  search.getLimit(),
                  search.getOffset(),
                  search.getGroupSize(),
                  RequestPlanner.MAX_LIMIT));
    }
    return new Groups(search.getLimit(), search.getOffset(), Math.max(1, search.getGroupSize()));
  }

  private static List<Set<Object>> only(
      SearchRequest search, GroupKey key, CollectionSchema schema) {
    List<Set<Object>> only = new ArrayList<>();
    for (Rows rows : search.getGroupsList()) {
      Column values = RowsCodec.decode(rows, schema).columns().get(key.field().id());
      if (values == null) {
        throw bad(
            "groups has no column of field '%s', by which the hits are grouped: send its values"
                .formatted(key.field().name()));
      }
      Set<Object> ofVector = new HashSet<>();
      for (int row = 0; row < rows.getRowCount(); row++) {
        ofVector.add(GroupKey.value(values, row));
      }
      only.add(ofVector);
    }
    return only;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
