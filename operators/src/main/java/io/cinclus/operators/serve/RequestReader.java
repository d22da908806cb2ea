package io.cinclus.operators.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.Failure;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.Request;
import io.cinclus.v1.RequestId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.flink.util.function.SerializableSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests: a Protobuf {@link Request}, or the JSON form where the header {@code
 * content-type} says {@code application/json}. Whatever cannot be read becomes a request that is
 * answered with what is wrong. The last header of a name counts.
 *
 * <p>A request whose deadline had passed before the reader started is skipped and counted: it was
 * answered before, or nobody waits for it any more. So a restart does not crowd out the replies
 * that somebody waits for. One whose deadline passes later is answered.
 */
public final class RequestReader implements KafkaRecordDeserializationSchema<OpenRequest> {
  private static final long serialVersionUID = 1L;

  static final String CONTENT_TYPE = "content-type";
  static final String JSON = "application/json";

  /** Correlation ids longer than this are refused. */
  static final int MAX_CORRELATION_BYTES = 1024;

  private final LogConfig log;
  private final ServeOptions.Headers headers;
  private final ServeOptions.Limits limits;
  private final SerializableSupplier<Long> nowMillis;
  private transient @Nullable Pattern allowed;
  private transient @Nullable Counter skipped;
  private transient long startMillis;

  public RequestReader(ServeOptions options) {
    this(options, System::currentTimeMillis);
  }

  RequestReader(ServeOptions options, SerializableSupplier<Long> nowMillis) {
    this.nowMillis = nowMillis;
    this.log = options.log();
    this.headers = options.headers();
    this.limits = options.limits();
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    allowed = Pattern.compile(headers.allowedReplyTopics());
    skipped = context.getMetricGroup().counter("requestsSkipped");
    startMillis = nowMillis.get();
  }

  @Override
  public TypeInformation<OpenRequest> getProducedType() {
    return new ProtoTypeInfo<>(OpenRequest.class);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<OpenRequest> out) {
    OpenRequest open = read(record);
    if (open.getDeadlineMillis() > startMillis) {
      out.collect(open);
    } else if (skipped != null) {
      skipped.inc();
    }
  }

  OpenRequest read(ConsumerRecord<byte[], byte[]> record) {
    OpenRequest.Builder open =
        OpenRequest.newBuilder()
            .setId(
                RequestId.newBuilder().setPartition(record.partition()).setOffset(record.offset()))
            .setDeadlineMillis(record.timestamp() + limits.defaultTimeoutMillis());
    ReplyAddress.Builder address =
        ReplyAddress.newBuilder()
            .setTopic(log.repliesTopic())
            .setPartition(-1)
            .setJson(isJson(record));
    try {
      readAddress(record, address);
      open.setDeadlineMillis(record.timestamp() + timeoutMillis(record));
      open.setRequest(readRequest(record, address.getJson()));
    } catch (CinclusException e) {
      open.setFailure(
          Failure.newBuilder()
              .setCode(e.code().number())
              .setMessage(String.valueOf(e.getMessage())));
    }
    return open.setAddress(address).build();
  }

  private void readAddress(ConsumerRecord<byte[], byte[]> record, ReplyAddress.Builder address) {
    byte[] correlation = header(record, headers.correlation());
    if (correlation != null) {
      if (correlation.length > MAX_CORRELATION_BYTES) {
        throw bad(
            "header %s has %d bytes: at most %d are possible"
                .formatted(headers.correlation(), correlation.length, MAX_CORRELATION_BYTES));
      }
      address.setCorrelation(ByteString.copyFrom(correlation));
    }
    byte[] topic = header(record, headers.replyTopic());
    if (topic == null) {
      return;
    }
    String name = new String(topic, StandardCharsets.UTF_8);
    if (!allowedPattern().matcher(name).matches()) {
      throw bad(
          "replies may not go to topic '%s' (header %s): the allowed topics match %s"
              .formatted(name, headers.replyTopic(), headers.allowedReplyTopics()));
    }
    address.setTopic(name);
    byte[] partition = header(record, headers.replyPartition());
    if (partition != null) {
      if (partition.length != Integer.BYTES || ByteBuffer.wrap(partition).getInt() < 0) {
        throw bad(
            "header %s must be a partition as 4 bytes, big-endian"
                .formatted(headers.replyPartition()));
      }
      address.setPartition(ByteBuffer.wrap(partition).getInt());
    }
  }

  private long timeoutMillis(ConsumerRecord<byte[], byte[]> record) {
    byte[] timeout = header(record, headers.timeout());
    if (timeout == null) {
      return limits.defaultTimeoutMillis();
    }
    String text = new String(timeout, StandardCharsets.UTF_8).trim();
    try {
      long millis = Long.parseLong(text);
      if (millis >= 1) {
        return Math.min(millis, limits.maxTimeoutMillis());
      }
    } catch (NumberFormatException e) {
      throw new CinclusException(ErrorCode.BAD_REQUEST, badTimeout(text), e);
    }
    throw bad(badTimeout(text));
  }

  private String badTimeout(String text) {
    return "header %s is '%s': send milliseconds as decimal text, at least 1"
        .formatted(headers.timeout(), text);
  }

  private static Request readRequest(ConsumerRecord<byte[], byte[]> record, boolean json) {
    byte[] value = record.value();
    if (value == null || value.length == 0) {
      throw bad("the request has no value: send a Request message, or JSON with content-type");
    }
    Request request;
    if (json) {
      request = JsonRequests.parse(value);
    } else {
      try {
        request = Request.parseFrom(value);
      } catch (InvalidProtocolBufferException e) {
        throw new CinclusException(
            ErrorCode.BAD_REQUEST,
            "the value is not a cinclus.v1.Request; for JSON send the header content-type: " + JSON,
            e);
      }
    }
    if (request.getKindCase() == Request.KindCase.KIND_NOT_SET) {
      throw bad("the request asks for nothing: set search or query");
    }
    return request;
  }

  private static boolean isJson(ConsumerRecord<byte[], byte[]> record) {
    byte[] type = header(record, CONTENT_TYPE);
    return type != null
        && new String(type, StandardCharsets.UTF_8)
            .trim()
            .toLowerCase(java.util.Locale.ROOT)
            .startsWith(JSON);
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  private Pattern allowedPattern() {
    Pattern known = allowed;
    if (known == null) {
      known = Pattern.compile(headers.allowedReplyTopics());
      allowed = known;
    }
    return known;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
