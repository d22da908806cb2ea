package io.cinclus.operators.types;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message as its length (int32, big-endian) and its Protobuf bytes. Version 1 of the
 * format; the messages themselves evolve by Protobuf's rules.
 *
 * <p>Thread-safe.
 *
 * @param <M> the message
 */
public final class ProtoSerializer<M extends MessageLite> extends TypeSerializer<M> {
  private static final long serialVersionUID = 1L;

  private final Class<M> type;
  private transient @Nullable Parser<M> parser;

  public ProtoSerializer(Class<M> type) {
    this.type = type;
  }

  Class<M> type() {
    return type;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<M> duplicate() {
    return this;
  }

  @Override
  public M createInstance() {
    return defaultInstance();
  }

  @Override
  public M copy(M from) {
    return from;
  }

  @Override
  public M copy(M from, M reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(M message, DataOutputView target) throws IOException {
    byte[] bytes = message.toByteArray();
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  public M deserialize(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length < 0) {
      throw new IOException(
          "a %s of %d bytes cannot be: what is read was not written by this serializer"
              .formatted(type.getSimpleName(), length));
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    try {
      return parser().parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          "a %s of %d bytes cannot be parsed; was it written by another release?"
              .formatted(type.getSimpleName(), bytes.length),
          e);
    }
  }

  @Override
  public M deserialize(M reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtoSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<M> snapshotConfiguration() {
    return new ProtoSerializerSnapshot<>(this);
  }

  @SuppressWarnings("unchecked")
  private Parser<M> parser() {
    Parser<M> known = parser;
    if (known == null) {
      known = (Parser<M>) defaultInstance().getParserForType();
      parser = known;
    }
    return known;
  }

  private M defaultInstance() {
    try {
      return type.cast(type.getMethod("getDefaultInstance").invoke(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is not a generated message", e);
    }
  }
}
