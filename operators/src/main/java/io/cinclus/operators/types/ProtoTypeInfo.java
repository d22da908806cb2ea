package io.cinclus.operators.types;

import com.google.protobuf.MessageLite;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * A Protobuf message as a stream element or state value. Immutable; messages are never copied.
 *
 * @param <M> the message
 */
public final class ProtoTypeInfo<M extends MessageLite> extends TypeInformation<M> {
  private static final long serialVersionUID = 1L;

  private final Class<M> type;

  public ProtoTypeInfo(Class<M> type) {
    this.type = Objects.requireNonNull(type, "type");
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<M> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<M> createSerializer(SerializerConfig config) {
    return new ProtoSerializer<>(type);
  }

  @Override
  public String toString() {
    return "Proto<" + type.getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtoTypeInfo<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ProtoTypeInfo;
  }
}
