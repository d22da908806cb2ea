package io.cinclus.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerConfig;
import io.cinclus.milvus.grpc.GetVersionRequest;
import io.cinclus.milvus.grpc.GetVersionResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.cinclus.milvus.grpc.MilvusServiceGrpc.MilvusServiceImplBase;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessServerTest {
  private static final int LIMIT = 64 << 20;

  private static Server server;
  private static MilvusServiceBlockingStub client;

  @BeforeAll
  static void start() {
    ServerBuilder builder = AccessServer.listening(AccessSettings.local(0));
    AccessServer.addGrpc(builder, new Answers().bindService());
    server = builder.build();
    server.start().join();
    client =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:" + server.activeLocalPort(), MilvusServiceBlockingStub.class);
  }

  @AfterAll
  static void stop() {
    server.stop().join();
  }

  /** Of another status clients would think that it helps to send it again. */
  @Test
  void aMessageThatIsTooLargeIsRefusedByAStatusOfGrpc() {
    assertThat(client.search(search(100)).getCollectionName()).isEqualTo("searched");
    assertThatThrownBy(() -> client.search(search(LIMIT)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
  }

  private static SearchRequest search(int bytes) {
    return SearchRequest.newBuilder()
        .setPlaceholderGroup(UnsafeByteOperations.unsafeWrap(new byte[bytes]))
        .build();
  }

  @Test
  void aTokenMayBeLong() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "t".repeat(40_000));
    MilvusServiceBlockingStub withToken =
        client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    assertThat(withToken.getVersion(GetVersionRequest.getDefaultInstance()).getVersion())
        .isEqualTo("some");
  }

  /** Clients that pool connections would find them closed whenever they had nothing to say. */
  @Test
  void aSilentConnectionStaysForMinutesIfItsClientIsStillThere() {
    try (Server other =
        AccessServer.listening(AccessSettings.local(0))
            .service("/", (context, request) -> HttpResponse.of(200))
            .build()) {
      ServerConfig config = other.config();
      assertThat(Duration.ofMillis(config.idleTimeoutMillis()))
          .isGreaterThan(Duration.ofMinutes(5));
      assertThat(config.keepAliveOnPing()).isTrue();
      assertThat(config.pingIntervalMillis()).isBetween(1L, (long) Short.MAX_VALUE);
    }
  }

  private static final class Answers extends MilvusServiceImplBase {
    @Override
    public void search(SearchRequest request, StreamObserver<SearchResults> answer) {
      answer.onNext(SearchResults.newBuilder().setCollectionName("searched").build());
      answer.onCompleted();
    }

    @Override
    public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> answer) {
      answer.onNext(GetVersionResponse.newBuilder().setVersion("some").build());
      answer.onCompleted();
    }
  }
}
