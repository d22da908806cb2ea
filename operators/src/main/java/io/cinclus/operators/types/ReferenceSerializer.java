package io.cinclus.operators.types;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** Copies by identity and refuses to write; see {@link ReferenceTypeInfo}. */
final class ReferenceSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;

  ReferenceSerializer(Class<T> type) {
    this.type = type;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  @SuppressWarnings("NullAway") // Flink's contract for types that cannot be instantiated.
  public @Nullable T createInstance() {
    return null;
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(T reference, DataOutputView target) {
    throw neverLeavesTheTask();
  }

  @Override
  public T deserialize(DataInputView source) {
    throw neverLeavesTheTask();
  }

  @Override
  public T deserialize(T reuse, DataInputView source) {
    throw neverLeavesTheTask();
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) {
    throw neverLeavesTheTask();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReferenceSerializer<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    throw neverLeavesTheTask();
  }

  private IllegalStateException neverLeavesTheTask() {
    return new IllegalStateException(
        type.getSimpleName()
            + " lives in one task's memory: keep its operators chained and checkpointing off");
  }
}
