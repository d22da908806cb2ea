package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.AnalyzerToken;
import io.cinclus.milvus.grpc.RunAnalyzerRequest;
import io.cinclus.text.TextAnalyzer;
import org.junit.jupiter.api.Test;

class AnalyzerCallsTest {
  private static RunAnalyzerRequest.Builder texts(String... texts) {
    RunAnalyzerRequest.Builder request = RunAnalyzerRequest.newBuilder();
    for (String text : texts) {
      request.addPlaceholder(ByteString.copyFromUtf8(text));
    }
    return request;
  }

  private static AnalyzerToken.Builder token(String text) {
    return AnalyzerToken.newBuilder().setToken(text);
  }

  @Test
  void eachTextHasItsTerms() {
    assertThat(
            AnalyzerCalls.terms(texts("Red bird", "").build(), TextAnalyzer.of(""))
                .getResultsList())
        .extracting(result -> result.getTokensList().stream().map(AnalyzerToken::getToken).toList())
        .containsExactly(java.util.List.of("red", "bird"), java.util.List.of());
  }

  @Test
  void detailsAreCountedInBytesAndHashesAreDimensions() {
    assertThat(
            AnalyzerCalls.terms(
                    texts("é Ü🐟x").setWithDetail(true).setWithHash(true).build(),
                    TextAnalyzer.of("{\"filter\": []}"))
                .getResults(0)
                .getTokensList())
        .containsExactly(
            token("é").setEndOffset(2).setPositionLength(1).setHash(hash("é")).build(),
            token("Ü")
                .setStartOffset(3)
                .setEndOffset(5)
                .setPosition(1)
                .setPositionLength(1)
                .setHash(hash("Ü"))
                .build(),
            token("x")
                .setStartOffset(9)
                .setEndOffset(10)
                .setPosition(2)
                .setPositionLength(1)
                .setHash(hash("x"))
                .build());
  }

  private static int hash(String term) {
    return io.cinclus.text.TermCounts.dimension(term);
  }
}
