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
  private static final Request ALL =
      Request.newBuilder().setSearch(SearchRequest.newBuilder().setCollection("books")).build();
  private static final List<Request> NAMED =
      List.of(
          Request.newBuilder().setSearch(SearchRequest.newBuilder().addPartitions("old")).build(),
          Request.newBuilder().setQuery(QueryRequest.newBuilder().addPartitions("old")).build());

  @Test
  void aStrongRequestIsAskedAgainWhereAPartitionThatItDoesNotNameWasReleased() {
    assertThat(isOvertaken(ALL, ConsistencyLevel.STRONG, ErrorCode.PARTITION_NOT_LOADED)).isTrue();
    assertThat(isOvertaken(ALL, ConsistencyLevel.STRONG, ErrorCode.COLLECTION_NOT_LOADED))
        .isFalse();
    for (Request named : NAMED) {
      assertThat(isOvertaken(named, ConsistencyLevel.STRONG, ErrorCode.PARTITION_NOT_LOADED))
          .isFalse();
    }
  }

  @Test
  void aWeakerRequestIsAskedAgainWhereThePlannerMayBeBehind() {
    for (Request named : NAMED) {
      assertThat(isOvertaken(named, ConsistencyLevel.BOUNDED, ErrorCode.PARTITION_NOT_LOADED))
          .isTrue();
    }
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.COLLECTION_NOT_FOUND))
        .isTrue();
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.OVERLOADED)).isFalse();
    assertThat(isOvertaken(ALL, ConsistencyLevel.EVENTUALLY, ErrorCode.OK)).isFalse();
  }

  private static boolean isOvertaken(Request request, ConsistencyLevel level, ErrorCode code) {
    return Backend.isOvertaken(request.toBuilder().setConsistency(level).build(), code);
  }
}
