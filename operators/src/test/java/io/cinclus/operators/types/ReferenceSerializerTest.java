package io.cinclus.operators.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReferenceSerializerTest {
  private final TypeSerializer<StringBuilder> serializer =
      new ReferenceTypeInfo<>(StringBuilder.class).createSerializer(new SerializerConfigImpl());

  @Test
  void aCopyIsTheObjectItself() {
    StringBuilder reference = new StringBuilder("x");
    assertThat(serializer.copy(reference)).isSameAs(reference);
    assertThat(serializer.copy(reference, new StringBuilder())).isSameAs(reference);
    assertThat(serializer.isImmutableType()).isTrue();
    assertThat(serializer.duplicate()).isSameAs(serializer);
  }

  @Test
  void whatWouldLeaveTheTaskIsRefused() {
    DataOutputSerializer out = new DataOutputSerializer(8);
    DataInputDeserializer in = new DataInputDeserializer(new byte[8]);
    StringBuilder reference = new StringBuilder();
    assertRefused(() -> serializer.serialize(reference, out));
    assertRefused(() -> serializer.deserialize(in));
    assertRefused(() -> serializer.deserialize(reference, in));
    assertRefused(() -> serializer.copy(in, out));
    assertRefused(serializer::snapshotConfiguration);
    assertThat(out.length()).isZero();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("StringBuilder lives in one task's memory");
  }

  @Test
  void theSerializerItselfIsShipped() throws Exception {
    assertThat(InstantiationUtil.clone(serializer))
        .isEqualTo(serializer)
        .hasSameHashCodeAs(serializer);
    assertThat(serializer).isNotEqualTo(new ReferenceSerializer<>(String.class));
    assertThat(new ReferenceTypeInfo<>(String.class))
        .isEqualTo(new ReferenceTypeInfo<>(String.class))
        .isNotEqualTo(new ReferenceTypeInfo<>(StringBuilder.class))
        .hasToString("Reference<String>");
  }
}
