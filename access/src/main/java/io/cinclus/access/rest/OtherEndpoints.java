package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.AnalyzerResult;
import io.cinclus.milvus.grpc.AnalyzerToken;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.RunAnalyzerRequest;
import io.cinclus.milvus.grpc.RunAnalyzerResponse;
import java.util.List;

/**
 * What belongs to no group, and what the protocol that is spoken here has no calls for. Stateless.
 */
final class OtherEndpoints {
  private static final String DETAIL = "withDetail";
  private static final String HASH = "withHash";

  private static final List<String> OF_LATER_VERSIONS =
      List.of(
          "jobs/external_collection/describe",
          "jobs/external_collection/list",
          "jobs/external_collection/refresh",
          "snapshots/create",
          "snapshots/describe",
          "snapshots/drop",
          "snapshots/list",
          "snapshots/restore");

  private OtherEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "common/run_analyzer",
        MilvusServiceGrpc.getRunAnalyzerMethod(),
        OtherEndpoints::analyzer,
        (sent, answer) -> tokens(sent, answer));
    OF_LATER_VERSIONS.forEach(endpoints::addUnbuilt);
  }

  private static RunAnalyzerRequest analyzer(RestRequest sent) {
    sent.body().listOfSome("text");
    return RunAnalyzerRequest.newBuilder()
        .setDbName(sent.database())
        .setCollectionName(sent.body().text("collectionName", ""))
        .setFieldName(sent.body().text("fieldName", ""))
        .addAllAnalyzerNames(sent.body().texts("analyzerNames"))
        .setAnalyzerParams(
            sent.body().has("analyzerParams") ? Body.plain(sent.body().get("analyzerParams")) : "")
        .setWithDetail(sent.body().flag(DETAIL, false))
        .setWithHash(sent.body().flag(HASH, false))
        .addAllPlaceholder(
            sent.body().texts("text").stream().map(ByteString::copyFromUtf8).toList())
        .build();
  }

  /** The tokens of each text; their details only if they are asked for. */
  private static JsonNode tokens(RestRequest sent, RunAnalyzerResponse answer) {
    boolean isDetailed = sent.body().flag(DETAIL, false);
    boolean isHashed = sent.body().flag(HASH, false);
    ArrayNode results = Json.list();
    for (AnalyzerResult result : answer.getResultsList()) {
      ArrayNode tokens = results.addObject().putArray("tokens");
      for (AnalyzerToken token : result.getTokensList()) {
        if (!isDetailed && !isHashed) {
          tokens.add(token.getToken());
          continue;
        }
        ObjectNode node = tokens.addObject().put("token", token.getToken());
        if (isHashed) {
          node.put("hash", Integer.toUnsignedLong(token.getHash()));
        }
        if (isDetailed) {
          node.put("startOffset", token.getStartOffset())
              .put("endOffset", token.getEndOffset())
              .put("position", token.getPosition())
              .put("positionLength", token.getPositionLength());
        }
      }
    }
    return results;
  }
}
