package io.cinclus.operators.serve;

import com.google.protobuf.ByteString;
import io.cinclus.client.QueryVectors;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.Request;
import io.cinclus.v1.RequestId;
import io.cinclus.v1.SearchRequest;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Requests and options in short. */
final class TestRequests {
  static final ReplyAddress ADDRESS =
      ReplyAddress.newBuilder()
          .setTopic("replies")
          .setPartition(-1)
          .setCorrelation(ByteString.copyFromUtf8("correlation"))
          .build();

  private TestRequests() {}

  static QueryVector vector(float... components) {
    return QueryVectors.dense(components);
  }

  /** The three nearest to (0, 0) in collection "things". */
  static SearchRequest.Builder search() {
    return SearchRequest.newBuilder().setCollection("things").addVectors(vector(0, 0)).setLimit(3);
  }

  static QueryRequest.Builder query() {
    return QueryRequest.newBuilder().setCollection("things");
  }

  static Request request(ConsistencyLevel consistency, SearchRequest.Builder search) {
    return Request.newBuilder().setConsistency(consistency).setSearch(search).build();
  }

  static Request request(QueryRequest.Builder query) {
    return Request.newBuilder().setConsistency(ConsistencyLevel.EVENTUALLY).setQuery(query).build();
  }

  static RequestId id(long offset) {
    return RequestId.newBuilder().setPartition(2).setOffset(offset).build();
  }

  static OpenRequest open(long offset, long deadlineMillis, Request request) {
    return OpenRequest.newBuilder()
        .setId(id(offset))
        .setAddress(ADDRESS)
        .setDeadlineMillis(deadlineMillis)
        .setRequest(request)
        .build();
  }

  /** Options with these values beside the defaults; the topic prefix keeps tests apart. */
  static ServeOptions options(String storageRoot, String topicPrefix, Map<String, String> values) {
    Configuration config = Configuration.fromMap(values);
    config.set(LogConfig.TOPIC_PREFIX, topicPrefix);
    config.set(ServeOptions.STORAGE_ROOT, storageRoot);
    return ServeOptions.from(config);
  }
}
