package io.cinclus.access.milvus;

import com.google.protobuf.ByteString;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.milvus.grpc.AnalyzerResult;
import io.cinclus.milvus.grpc.AnalyzerToken;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.RunAnalyzerRequest;
import io.cinclus.milvus.grpc.RunAnalyzerResponse;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Utf8;
import io.cinclus.text.Term;
import io.cinclus.text.TermCounts;
import io.cinclus.text.TextAnalyzer;
import java.util.concurrent.CompletableFuture;

/** Shows how texts are cut into terms. Thread-safe. */
record AnalyzerCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getRunAnalyzerMethod(), this::run);
  }

  /** By the analyzer of a field, or by one that the request describes. */
  CompletableFuture<RunAnalyzerResponse> run(RunAnalyzerRequest request) {
    if (request.getPlaceholderCount() == 0) {
      throw new CinclusException(ErrorCode.BAD_REQUEST, "there is no text: send one at least");
    }
    if (request.getAnalyzerNamesCount() > 0) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "fields have one analyzer only: leave analyzer_names out");
    }
    if (request.getCollectionName().isEmpty()) {
      return CompletableFuture.completedFuture(
          terms(request, analyzer(request.getAnalyzerParams())));
    }
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection -> terms(request, analyzer(params(collection, request.getFieldName()))),
            backend.workers());
  }

  private static String params(CollectionInfo collection, String field) {
    FieldSchema.Analysis analysis = collection.field(field).analysis();
    if (analysis == null) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST,
          "field '%s' has no analyzer: name one that has enable_analyzer".formatted(field));
    }
    return analysis.params();
  }

  private static TextAnalyzer analyzer(String params) {
    try {
      return TextAnalyzer.of(params);
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "the analyzer cannot be built: " + e.getMessage(), e);
    }
  }

  static RunAnalyzerResponse terms(RunAnalyzerRequest request, TextAnalyzer analyzer) {
    RunAnalyzerResponse.Builder response =
        RunAnalyzerResponse.newBuilder().setStatus(Statuses.ok());
    for (ByteString bytes : request.getPlaceholderList()) {
      String text = bytes.toStringUtf8();
      AnalyzerResult.Builder result = AnalyzerResult.newBuilder();
      for (Term term : analyzer.terms(text)) {
        result.addTokens(token(request, text, term));
      }
      response.addResults(result);
    }
    return response.build();
  }

  /** Offsets are those of UTF-8. */
  private static AnalyzerToken token(RunAnalyzerRequest request, String text, Term term) {
    AnalyzerToken.Builder token = AnalyzerToken.newBuilder().setToken(term.text());
    if (request.getWithDetail()) {
      int start = Utf8.lengthBytes(text.substring(0, term.startOffset()));
      int length = Utf8.lengthBytes(text.substring(term.startOffset(), term.endOffset()));
      token
          .setStartOffset(start)
          .setEndOffset((long) start + length)
          .setPosition(term.position())
          .setPositionLength(1);
    }
    if (request.getWithHash()) {
      token.setHash(TermCounts.dimension(term.text()));
    }
    return token.build();
  }
}
