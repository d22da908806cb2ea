package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.security.Credentials;
import io.cinclus.access.security.Guard;
import io.cinclus.access.security.Identity;
import io.cinclus.access.security.TestAccess;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.CreateAliasRequest;
import io.cinclus.milvus.grpc.HasCollectionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.Status;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class CallsTest {
  private static final MethodDescriptor<HasCollectionRequest, BoolResponse> HAS =
      MilvusServiceGrpc.getHasCollectionMethod();
  private static final MethodDescriptor<CreateAliasRequest, Status> CREATE_ALIAS =
      MilvusServiceGrpc.getCreateAliasMethod();

  private final Calls calls = new Calls(Runnable::run, Guard.open());

  @Test
  void whatIsAddedIsCalled() {
    calls.add(
        HAS,
        request ->
            CompletableFuture.completedFuture(
                BoolResponse.newBuilder()
                    .setValue(request.getCollectionName().equals("there"))
                    .build()));
    assertThat(has("there").getValue()).isTrue();
    assertThat(has("elsewhere").getValue()).isFalse();
  }

  private BoolResponse has(String name) {
    return calls
        .call(HAS, HasCollectionRequest.newBuilder().setCollectionName(name).build())
        .join();
  }

  @Test
  void whatFailsIsAStatusInTheAnswerWhetherAtOnceOrLater() {
    CinclusException failure = new CinclusException(ErrorCode.COLLECTION_NOT_FOUND, "not there");
    calls.add(HAS, request -> CompletableFuture.failedFuture(failure));
    calls.addStatus(
        CREATE_ALIAS,
        request -> {
          throw failure;
        });
    assertThat(has("any").getStatus()).isEqualTo(Statuses.of(failure));
    assertThat(calls.call(CREATE_ALIAS, CreateAliasRequest.getDefaultInstance()).join())
        .isEqualTo(Statuses.of(failure));
  }

  @Test
  void aCallThatTheWorkersRefuseIsAStatusToo() {
    RejectedExecutionException refused = new RejectedExecutionException("too many");
    Calls full =
        new Calls(
            work -> {
              throw refused;
            },
            Guard.open());
    full.addStatus(CREATE_ALIAS, request -> CompletableFuture.completedFuture(true));
    assertThat(full.call(CREATE_ALIAS, CreateAliasRequest.getDefaultInstance()).join())
        .isEqualTo(Statuses.of(refused));
  }

  @Test
  void aCallIsAddedOnceAndOnlyWhatIsAddedIsBuilt() {
    calls.addStatus(CREATE_ALIAS, request -> CompletableFuture.completedFuture(true));
    assertThat(calls.names()).containsExactly(CREATE_ALIAS.getFullMethodName());
    assertThat(calls.has(HAS)).isFalse();
    assertThatThrownBy(() -> calls.call(HAS, HasCollectionRequest.getDefaultInstance()))
        .hasMessageContaining("HasCollection is not built");
    assertThatThrownBy(
            () -> calls.addStatus(CREATE_ALIAS, request -> CompletableFuture.completedFuture(true)))
        .hasMessageContaining("added twice");
  }

  @Test
  void onlyWhoMayMakesACallAndItKnowsWhoItIs() throws Exception {
    try (Guard guard = TestAccess.guard(new TestAccess().user("root", "Milvus").catalog())) {
      Calls guarded = new Calls(Runnable::run, guard);
      guarded.add(
          HAS,
          request ->
              CompletableFuture.completedFuture(
                  BoolResponse.newBuilder()
                      .setValue(Identity.current().equals(Optional.of(new Identity("root"))))
                      .build()));
      HasCollectionRequest request = HasCollectionRequest.getDefaultInstance();
      assertThat(guarded.call(HAS, request).join().getStatus().getCode()).isEqualTo(1400);
      assertThat(
              new Credentials("root", "wrong")
                  .in(Context.current())
                  .call(() -> guarded.call(HAS, request))
                  .join()
                  .getStatus()
                  .getCode())
          .isEqualTo(1400);
      assertThat(
              new Credentials("root", "Milvus")
                  .in(Context.current())
                  .call(() -> guarded.call(HAS, request))
                  .join()
                  .getValue())
          .isTrue();
    }
  }

  @Test
  void theServiceHasAllCallsAlsoThoseThatAreNotBuilt() {
    assertThat(calls.definition().getMethods())
        .extracting(method -> method.getMethodDescriptor().getFullMethodName())
        .containsExactlyInAnyOrderElementsOf(
            MilvusServiceGrpc.getServiceDescriptor().getMethods().stream()
                .map(MethodDescriptor::getFullMethodName)
                .toList());
  }
}
