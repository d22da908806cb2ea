package io.cinclus.operators.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.WriterWindow;
import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class ProtoSerializerTest {
  private static final ChannelProgress MESSAGE =
      ChannelProgress.newBuilder()
          .setChannel(3)
          .setSealedTo(-1)
          .addWriters(WriterWindow.newBuilder().setWriterId(7).setApplied(-1))
          .build();

  private final TypeSerializer<ChannelProgress> serializer =
      new ProtoTypeInfo<>(ChannelProgress.class).createSerializer(new SerializerConfigImpl());

  @Test
  void messagesComeBackOneBehindTheOther() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(MESSAGE, out);
    serializer.serialize(ChannelProgress.getDefaultInstance(), out);
    serializer.serialize(MESSAGE, out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    assertThat(serializer.deserialize(in)).isEqualTo(MESSAGE);
    assertThat(serializer.deserialize(MESSAGE, in)).isEqualTo(ChannelProgress.getDefaultInstance());
    assertThat(serializer.deserialize(in)).isEqualTo(MESSAGE);
    assertThat(in.available()).isZero();
  }

  @Test
  void theFormatIsTheLengthAndTheBytes() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(ChannelProgress.newBuilder().setChannel(3).build(), out);
    assertThat(out.getCopyOfBuffer()).containsExactly(0, 0, 0, 2, 8, 3);
  }

  @Test
  void copiedBytesAreTheSameMessage() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    serializer.serialize(MESSAGE, out);
    DataOutputSerializer copy = new DataOutputSerializer(16);
    serializer.copy(new DataInputDeserializer(out.getCopyOfBuffer()), copy);
    assertThat(serializer.deserialize(new DataInputDeserializer(copy.getCopyOfBuffer())))
        .isEqualTo(MESSAGE);
  }

  @Test
  void messagesAreNotCopied() {
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.copy(MESSAGE)).isSameAs(MESSAGE);
    assertThat(serializer.copy(MESSAGE, ChannelProgress.getDefaultInstance())).isSameAs(MESSAGE);
    assertThat(serializer.createInstance()).isEqualTo(ChannelProgress.getDefaultInstance());
  }

  @Test
  void bytesThatAreNoMessageAreRefused() {
    DataInputDeserializer garbage = new DataInputDeserializer(new byte[] {0, 0, 0, 1, -1});
    assertThatThrownBy(() -> serializer.deserialize(garbage))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a ChannelProgress of 1 bytes cannot be parsed");
    DataInputDeserializer negative = new DataInputDeserializer(new byte[] {-1, -1, -1, -1});
    assertThatThrownBy(() -> serializer.deserialize(negative))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("-1 bytes");
  }

  @Test
  void aSerializerSurvivesShippingToATask() throws Exception {
    TypeSerializer<ChannelProgress> shipped = InstantiationUtil.clone(serializer);
    assertThat(shipped).isEqualTo(serializer).hasSameHashCodeAs(serializer);
    DataOutputSerializer out = new DataOutputSerializer(16);
    shipped.serialize(MESSAGE, out);
    assertThat(shipped.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(MESSAGE);
  }

  @Test
  void aCheckpointRestoresTheSerializerOfItsMessage() throws IOException {
    TypeSerializerSnapshot<ChannelProgress> restored = restored(serializer);
    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"})
  void aCheckpointOfAnotherMessageIsIncompatible() throws IOException {
    TypeSerializerSnapshot other = restored(new ProtoSerializer<>(LogEvent.class));
    assertThat(
            serializer.snapshotConfiguration().resolveSchemaCompatibility(other).isIncompatible())
        .isTrue();
    assertThat(serializer).isNotEqualTo(new ProtoSerializer<>(LogEvent.class));
  }

  @Test
  void aCheckpointOfALaterVersionOrAnUnknownMessageIsRefused() throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(16);
    out.writeUTF("io.cinclus.v1.NoSuchMessage");
    ProtoSerializerSnapshot<ChannelProgress> snapshot = new ProtoSerializerSnapshot<>();
    assertThatThrownBy(
            () ->
                snapshot.readSnapshot(
                    1,
                    new DataInputDeserializer(out.getCopyOfBuffer()),
                    getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("io.cinclus.v1.NoSuchMessage");
    assertThatThrownBy(
            () ->
                snapshot.readSnapshot(
                    2,
                    new DataInputDeserializer(out.getCopyOfBuffer()),
                    getClass().getClassLoader()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version 2");
  }

  @Test
  void theTypeIsThatOfTheMessage() {
    ProtoTypeInfo<ChannelProgress> info = new ProtoTypeInfo<>(ChannelProgress.class);
    assertThat(info.getTypeClass()).isEqualTo(ChannelProgress.class);
    assertThat(info)
        .isEqualTo(new ProtoTypeInfo<>(ChannelProgress.class))
        .isNotEqualTo(new ProtoTypeInfo<>(LogEvent.class))
        .hasToString("Proto<ChannelProgress>");
  }

  private static <T> TypeSerializerSnapshot<T> restored(TypeSerializer<T> serializer)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        ProtoSerializerTest.class.getClassLoader());
  }
}
