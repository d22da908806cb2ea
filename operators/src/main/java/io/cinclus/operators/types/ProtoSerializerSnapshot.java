package io.cinclus.operators.types;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint keeps of a {@link ProtoSerializer}. Version 1: the message's class name (UTF).
 *
 * @param <M> the message
 */
public final class ProtoSerializerSnapshot<M extends MessageLite>
    implements TypeSerializerSnapshot<M> {
  private static final int VERSION = 1;

  private @Nullable Class<M> type;

  /** For Flink, before {@link #readSnapshot}. */
  public ProtoSerializerSnapshot() {}

  ProtoSerializerSnapshot(ProtoSerializer<M> serializer) {
    this.type = serializer.type();
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(type().getName());
  }

  @Override
  @SuppressWarnings("unchecked")
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader classLoader)
      throws IOException {
    if (readVersion != VERSION) {
      throw new IOException(
          "the checkpoint holds messages in version %d of the format, only %d is known; was it written by a later release?"
              .formatted(readVersion, VERSION));
    }
    String name = in.readUTF();
    try {
      type = (Class<M>) Class.forName(name, false, classLoader).asSubclass(MessageLite.class);
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "the checkpoint holds messages of " + name + ", not on the classpath", e);
    }
  }

  @Override
  public TypeSerializer<M> restoreSerializer() {
    return new ProtoSerializer<>(type());
  }

  @Override
  public TypeSerializerSchemaCompatibility<M> resolveSchemaCompatibility(
      TypeSerializerSnapshot<M> oldSnapshot) {
    return oldSnapshot instanceof ProtoSerializerSnapshot<M> old && old.type().equals(type())
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }

  private Class<M> type() {
    return Objects.requireNonNull(type, "snapshot not read yet");
  }
}
