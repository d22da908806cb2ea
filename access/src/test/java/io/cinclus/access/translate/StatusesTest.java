package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.milvus.grpc.Status;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@SuppressWarnings("deprecation") // The legacy code is what is tested.
class StatusesTest {
  @Test
  void successIsZeroInBothFields() {
    assertThat(Statuses.ok().getCode()).isZero();
    assertThat(Statuses.ok().getErrorCode()).isEqualTo(io.cinclus.milvus.grpc.ErrorCode.Success);
  }

  @ParameterizedTest
  @EnumSource(value = ErrorCode.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void everyFailureIsOneInBothFields(ErrorCode code) {
    Status status = Statuses.of(new CompletionException(new CinclusException(code, "why")));
    assertThat(status.getCode()).isPositive();
    assertThat(status.getErrorCode()).isNotEqualTo(io.cinclus.milvus.grpc.ErrorCode.Success);
    assertThat(status.getReason()).endsWith("why");
  }

  @Test
  void theCodesThatClientsActUponAreMilvus() {
    Status missing = Statuses.of(ErrorCode.COLLECTION_NOT_FOUND, "it is not there");
    assertThat(missing.getCode()).isEqualTo(100);
    assertThat(missing.getErrorCode())
        .isEqualTo(io.cinclus.milvus.grpc.ErrorCode.CollectionNotExists);
    Status busy = Statuses.of(new RejectedExecutionException());
    assertThat(busy.getCode()).isEqualTo(8);
    assertThat(busy.getErrorCode()).isEqualTo(io.cinclus.milvus.grpc.ErrorCode.RateLimit);
    assertThat(busy.getRetriable()).isTrue();
    assertThat(Statuses.of(ErrorCode.INDEX_NOT_FOUND, "").getErrorCode())
        .isEqualTo(io.cinclus.milvus.grpc.ErrorCode.IndexNotExist);
  }
}
