package io.cinclus.access.rest;

import static io.cinclus.access.rest.Bodies.body;
import static io.cinclus.access.rest.BodyTest.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.access.translate.FilterTemplates;
import org.junit.jupiter.api.Test;

class JsonTemplatesTest {
  @Test
  void valuesOfEveryKindStandInTheFilter() {
    Body body =
        body(
            """
            {'exprParams': {'n': 9007199254740993, 'd': 1.5, 't': 'a b', 'f': true,
             'ns': [1, 2], 'ds': [1, 2.5], 'ts': ['x'], 'none': []}}
            """);
    assertThat(
            FilterTemplates.expand(
                "a == {n} and b > {d} and c == {t} and d == {f} and e in {ns} and f in {ds}"
                    + " and g in {ts}",
                JsonTemplates.of(body)))
        .isEqualTo(
            "a == 9007199254740993 and b > 1.5 and c == \"a b\" and d == true and e in [1, 2]"
                + " and f in [1.0, 2.5] and g in [\"x\"]");
  }

  @Test
  void anObjectIsNoValue() {
    assertThat(code(() -> JsonTemplates.of(body("{'exprParams': {'n': {}}}")))).isEqualTo(1801);
    assertThat(JsonTemplates.of(body("{}"))).isEmpty();
  }
}
