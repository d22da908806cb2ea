package io.cinclus.access.rest;

import static io.cinclus.access.rest.Bodies.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cinclus.access.translate.KeyValues;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BodyTest {
  @Test
  void membersAreFoundInAnyCaseAndANullIsNotThere() {
    Body body = body("{'autoId': true, 'limit': null, 'names': ['a', 'b']}");
    assertThat(body.flag("autoID", false)).isTrue();
    assertThat(body.integer("limit", 7)).isEqualTo(7);
    assertThat(body.texts("names")).containsExactly("a", "b");
    assertThat(body.texts("others")).isEmpty();
    assertThat(body.object("params").text("x", "none")).isEqualTo("none");
  }

  @Test
  void whatIsMissingHasACodeOfItsOwn() {
    Body body = body("{'empty': '', 'none': []}");
    assertThat(code(() -> body.text("collectionName"))).isEqualTo(1802);
    assertThat(code(() -> body.text("empty"))).isEqualTo(1802);
    assertThat(code(() -> body.get("id"))).isEqualTo(1802);
    assertThat(code(() -> body.listOfSome("none"))).isEqualTo(1802);
  }

  @Test
  void whatIsOfAnotherKindIsRefused() {
    Body body = body("{'text': 1, 'number': 'x', 'large': 3000000000, 'flag': 2, 'list': {}}");
    assertThat(code(() -> body.text("text"))).isEqualTo(1801);
    assertThat(code(() -> body.integer("number", 0))).isEqualTo(1801);
    assertThat(code(() -> body.integer("large", 0))).isEqualTo(1801);
    assertThat(body.integer("large", 0L)).isEqualTo(3_000_000_000L);
    assertThat(code(() -> body.flag("flag", false))).isEqualTo(1801);
    assertThat(code(() -> body.list("list"))).isEqualTo(1801);
    assertThat(code(() -> body("[1]"))).isEqualTo(1801);
    assertThat(code(() -> body("{'a': 1} x"))).isEqualTo(1801);
  }

  @Test
  void parametersBecomePairsOfTexts() {
    Body body = body("{'params': {'dim': 8, 'name': 'x', 'deep': {'a': [1, 2]}, 'on': true}}");
    assertThat(KeyValues.of(body.pairs("params")))
        .containsEntry("dim", "8")
        .containsEntry("name", "x")
        .containsEntry("deep", "{\"a\":[1,2]}")
        .containsEntry("on", "true");
  }

  static int code(ThrowingCallable call) {
    return assertThatExceptionOfType(RestException.class).isThrownBy(call).actual().code();
  }
}
