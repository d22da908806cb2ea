package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackendTest {
  private static final Request.Builder ALL =
      Request.newBuilder().setSearch(SearchRequest.newBuilder().setCollection("books"));
  private static final List<Request.Builder> NAMED =
      List.of(
          Request.newBuilder().setSearch(SearchRequest.newBuilder().addPartitions("old")),
          Request.newBuilder().setQuery(QueryRequest.newBuilder().addPartitions("old")));

  @Test
  void aStrongRequestIsAskedAgainWhereAPartitionThatItDoesNotNameWasReleased() {
    assertThat(isOvertaken(ALL, ConsistencyLevel.STRONG, ErrorCode.PARTITION_NOT_LOADED)).isTrue();
    assertThat(isOvertaken(ALL, ConsistencyLevel.STRONG, ErrorCode.COLLECTION_NOT_LOADED)).isFalse();
    for (Request.Builder named : NAMED) {
      assertThat(isOvertaken(named, ConsistencyLevel.STRONG, ErrorCode.PARTITION_NOT_LOADED))
          .isFalse();
    }
  }

  @Test
  void aWeakerRequestIsAskedAgainWhereThePlannerMayBeBehind() {
    for (Request.Builder named : NAMED) {
      assertThat(isOvertaken(named, ConsistencyLevel.BOUNDED, ErrorCode.PARTITION_NOT_LOADED))
          .isTrue();
    }
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.COLLECTION_NOT_FOUND))
        .isTrue();
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.OVERLOADED)).isFalse();
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.OK)).isFalse();
  }

  private static boolean isOvertaken(
      Request.Builder request, ConsistencyLevel level, ErrorCode code) {
    return Backend.isOvertaken(request.setConsistency(level).build(), code);
  }
}
