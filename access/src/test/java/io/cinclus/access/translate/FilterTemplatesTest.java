package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.milvus.grpc.TemplateArrayValue;
import io.cinclus.milvus.grpc.TemplateValue;
import io.cinclus.model.CinclusException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTemplatesTest {
  @Test
  void everyKindOfValueIsWrittenAsTheLanguageHasIt() {
    assertThat(
            FilterTemplates.expand(
                "a == {bool} && b > { long } && c < {double} && d == {text}",
                Map.of(
                    "bool", TemplateValue.newBuilder().setBoolVal(true).build(),
                    "long", TemplateValue.newBuilder().setInt64Val(-3).build(),
                    "double", TemplateValue.newBuilder().setFloatVal(0.5).build(),
                    "text", text("say \"hi\" \\ bye"))))
        .isEqualTo("a == true && b > -3 && c < 0.5 && d == \"say \\\"hi\\\" \\\\ bye\"");
  }

  @Test
  void listsAreWrittenInBrackets() {
    TemplateArrayValue ids =
        TemplateArrayValue.newBuilder()
            .setLongData(LongArray.newBuilder().addData(1).addData(2))
            .build();
    TemplateArrayValue names =
        TemplateArrayValue.newBuilder()
            .setStringData(StringArray.newBuilder().addData("x"))
            .build();
    assertThat(
            FilterTemplates.expand(
                "id in {ids} or name in {names}",
                Map.of(
                    "ids", TemplateValue.newBuilder().setArrayVal(ids).build(),
                    "names", TemplateValue.newBuilder().setArrayVal(names).build())))
        .isEqualTo("id in [1, 2] or name in [\"x\"]");
  }

  @Test
  void bracesInTextsAreText() {
    assertThat(FilterTemplates.expand("a == \"{x}\\\"{x}\" && b == {x}", Map.of("x", text("y"))))
        .isEqualTo("a == \"{x}\\\"{x}\" && b == \"y\"");
  }

  @Test
  void aNameWithoutValueIsNamed() {
    assertThatThrownBy(() -> FilterTemplates.expand("a == {y}", Map.of("x", text(""))))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("{y}")
        .hasMessageContaining("[x]");
    assertThatThrownBy(() -> FilterTemplates.expand("a == {y", Map.of("x", text(""))))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("not closed");
  }

  private static TemplateValue text(String value) {
    return TemplateValue.newBuilder().setStringVal(value).build();
  }
}
