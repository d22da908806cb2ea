package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.AlterField;
import io.cinclus.v1.ConsistencyLevel;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AlterCallsTest {
  private static AlterCollection.Builder collection(String key, String value) {
    return AlterCalls.collection(KeyValues.change(List.of(KeyValues.pair(key, value)), List.of()));
  }

  private static AlterField.Builder field(String key, String value) {
    return AlterCalls.field(KeyValues.change(List.of(KeyValues.pair(key, value)), List.of()));
  }

  private static void refused(String mentioned, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_PARAMETER))
        .hasMessageContaining(mentioned);
  }

  @Test
  void whatIsAPartOfTheCollectionIsNoProperty() {
    assertThat(collection("collection.description", "what").getDescription()).isEqualTo("what");
    assertThat(collection("consistency_level", "Eventually").getConsistency())
        .isEqualTo(ConsistencyLevel.EVENTUALLY);
    assertThat(collection("consistency_level", "2").getConsistency())
        .isEqualTo(ConsistencyLevel.BOUNDED);
    AlterCollection.Builder dynamic = collection("dynamicfield.enabled", "True");
    assertThat(dynamic.getDynamicField()).isTrue();
    assertThat(dynamic.getChange().getSetMap()).isEmpty();
    assertThat(collection("mmap.enabled", "true").getChange().getSetMap())
        .isEqualTo(Map.of("mmap.enabled", "true"));
  }

  @Test
  void whatCannotBeIsRefused() {
    refused("Bounded", () -> collection("consistency_level", "soon"));
    refused("taken back", () -> collection("dynamicfield.enabled", "false"));
    refused("nothing to alter", () -> KeyValues.change(List.of(), List.of()));
    List<KeyValuePair> set = List.of(KeyValues.pair("a", "1"));
    refused("set and deleted", () -> KeyValues.change(set, List.of("a")));
    for (String wrong : List.of("soon", "-2", "1.5", "3155760001", "99999999999")) {
      refused("TTL", () -> AlterCalls.checkProperties(Map.of("collection.ttl.seconds", wrong)));
    }
    for (String right : List.of("-1", "0", "60", "3155760000")) {
      AlterCalls.checkProperties(Map.of("collection.ttl.seconds", right));
    }
    refused(
        "consistency_level",
        () -> AlterCalls.collection(KeyValues.change(List.of(), List.of("consistency_level"))));
  }

  @Test
  void aRetentionIsANumberOfSeconds() {
    for (String wrong : List.of("-1", "1.5", "day", "3155760001", "")) {
      refused(
          "collection.retention.seconds",
          () -> AlterCalls.checkProperties(Map.of("collection.retention.seconds", wrong)));
    }
    for (String right : List.of("0", " 3600 ", "3155760000")) {
      AlterCalls.checkProperties(Map.of("collection.retention.seconds", right));
    }
  }

  @Test
  void ofAFieldOnlyLimitsDescriptionAndHintsAreAltered() {
    assertThat(field("max_length", "500").getMaxLength()).isEqualTo(500);
    assertThat(field("max_capacity", "50").getMaxCapacity()).isEqualTo(50);
    assertThat(field("field.description", "says").getDescription()).isEqualTo("says");
    AlterField.Builder mmap = field("mmap.enabled", "true");
    assertThat(mmap.getChange().getSetMap()).isEqualTo(Map.of("mmap.enabled", "true"));
    assertThat(mmap.hasMaxLength()).isFalse();
    refused("dim", () -> field("dim", "8"));
    refused("dim", () -> AlterCalls.field(KeyValues.change(List.of(), List.of("dim"))));
  }
}
