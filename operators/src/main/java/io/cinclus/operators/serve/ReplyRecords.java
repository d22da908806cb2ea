package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.ReplyRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka record of a reply, which is never larger than allowed: a reply that would be is
 * replaced by one that says so. Immutable and thread-safe.
 *
 * @param correlationHeader that carries the request's correlation id
 * @param maxReplyBytes of a value as it is sent
 */
record ReplyRecords(String correlationHeader, long maxReplyBytes) {
  /** Headers with the reply's code and reason, for clients that look there. */
  static final String CODE_HEADER = "cinclus_code";

  static final String REASON_HEADER = "cinclus_reason";

  ProducerRecord<byte[], byte[]> of(ReplyRecord reply) {
    ReplyAddress address = reply.getAddress();
    Reply sent = reply.getReply();
    byte[] value = encode(address, sent);
    if (value.length > maxReplyBytes) {
      sent = tooLarge(value.length);
      value = encode(address, sent);
    }
    @Nullable Integer partition = address.getPartition() < 0 ? null : address.getPartition();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(address.getTopic(), partition, null, value);
    if (!address.getCorrelation().isEmpty()) {
      record.headers().add(correlationHeader, address.getCorrelation().toByteArray());
    }
    record.headers().add(CODE_HEADER, ascii(Integer.toString(sent.getCode())));
    record.headers().add(REASON_HEADER, ascii(sent.getReason()));
    if (address.getJson()) {
      record.headers().add(RequestReader.CONTENT_TYPE, ascii(RequestReader.JSON));
    }
    return record;
  }

  /** The reply as it may be sent to a client in this JVM. */
  Reply local(Reply reply) {
    int bytes = reply.getSerializedSize();
    return bytes <= maxReplyBytes ? reply : tooLarge(bytes);
  }

  private Reply tooLarge(int bytes) {
    return tooLarge("%d bytes: %d are allowed".formatted(bytes, maxReplyBytes));
  }

  /** Stands for a reply that does not fit. */
  static Reply tooLarge(String howLarge) {
    return ReplyMerger.failure(
        ErrorCode.LIMIT_EXCEEDED,
        "the answer has more than fits, %s; ask for fewer rows, fields or vectors"
            .formatted(howLarge));
  }

  private static byte[] encode(ReplyAddress address, Reply reply) {
    return address.getJson() ? JsonReplies.encode(reply) : reply.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
