package io.cinclus.filter;

import static io.cinclus.filter.Rows.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Arithmetic: power, sign, product, sum; left to right.
        "2 + 3 * 4 == 14",
        "2 * 3 + 4 == 10",
        "(2 + 3) * 4 == 20",
        "20 - 5 - 3 == 12",
        "100 / 5 / 2 == 10",
        "7 / 2 * 2 == 6",
        "-7 / 2 == -3",
        "-7 % 3 == -1",
        "-2 ** 2 == -4",
        "(-2) ** 2 == 4",
        "2 ** 3 ** 2 == 64",
        "2 ** -1 == 0.5",
        "2 * 3 ** 2 == 18",
        "1 - -1 == 2",
        "- - 1 == 1",
        "+1 == 1",
        // Comparisons bind tighter than equality, that tighter than not, and, or.
        "1 < 2 == true",
        "1 + 1 < 3 == 2 < 3",
        "not 1 == 2",
        "not false and true == true",
        "!true == false",
        "true or false and false",
        "true || false && false",
        "not true or true",
        "not (true or true) == true or true",
        "true AND NOT false OR false",
        // Bits: shifts between sums and comparisons, the others weaker than comparisons, as in C.
        "1 + 1 << 2 == 8",
        "-16 >> 2 == -4",
        "-1 >> 63 == -1",
        "1 << 63 == -9223372036854775808",
        "3 << 63 == 1 << 63",
        "1 << 2 < 5",
        "(6 & 3) == 2",
        "(6 | 3) == 7",
        "(6 ^ 3) == 5",
        "(1 | 2 ^ 3 & 1) == 3",
        "(1 | 6 & 3) == 3",
        "~5 == -6",
        "~~5 == 5",
        "-~5 == 6",
        "~ 0 == -1",
        "(4 & 4) == 4 and not (4 & 2) == 2",
        // Regular expressions: any part of the text.
        "'failed with E1001' =~ 'E[0-9]{4}'",
        "'E1001' =~ \"^E\\\\d+$\"",
        "'E1001' =~ r'^E\\d+$'",
        "'an Error' =~ '(?i)error'",
        "'an Error' !~ 'error'",
        "not 'a' =~ 'b' and 'a' =~ 'a'",
        // Ranges.
        "1 < 2 <= 2",
        "3 > 2 >= 2",
        "not 1 < 2 < 2",
        "\"a\" <= \"b\" < \"c\"",
        // in binds tighter than not and comparison.
        "not 1 in [2, 3]",
        "1 not in [2, 3,]",
        "1 + 1 in [2]",
        "1 NOT IN []",
        "1 in [1] == true",
        "\"a\" in ['a', \"b\"]",
        "true in [True]",
        // Numbers.
        "0x10 == 16",
        "0XfF == 255",
        "0b101 == 5",
        "017 == 15",
        "0 == 00",
        "1.5e1 == 15",
        ".5 == 5e-1",
        "2. == 2",
        "0x1.8p1 == 3.0",
        "-9223372036854775808 < -9223372036854775807",
        "9223372036854775807 != 9223372036854775806",
        "9007199254740993 != 9007199254740992.0",
        "9007199254740993 > 9007199254740992.0",
        // Texts.
        "\"a\\tb\" == 'a\tb'",
        "\"\\x41\\u0042\\U00000043\\104\" == 'ABCD'",
        "\"say \\\"hi\\\"\" == 'say \"hi\"'",
        "'it\\'s' == \"it's\"",
        "r\"a\\nb\" == 'a\\\\nb'",
        "R'a\\'b' == \"a\\\\'b\"",
        "\"50\\%\" == '50\\\\%'",
        "\"\" < \"a\"",
        "\"\uD83D\uDE00\" > \"\uFFFD\"",
        // Layout and case.
        " \t\n true\r\n",
        "TRUE and True and true",
      })
  void theseConstantConditionsAreTrue(String expression) {
    assertThat(passes(expression)).as(expression).isTrue();
    assertThat(passes("not (" + expression + ")")).as("not " + expression).isFalse();
  }

  @Test
  void aBlankExpressionSelectsEverything() {
    assertThat(passes("")).isTrue();
    assertThat(passes(" \n\t ")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          n = 1                  | at character 3, '=': '=' is no operator; write '=='
          n ==                   | at character 5, the end: expected a value or a field
          n == 1 n               | at character 8, 'n': expected an operator or the end
          (n == 1                | at character 8, the end: expected an operator or ')'
          n == 1)                | at character 7, ')': expected an operator or the end
          == 1                   | at character 1, '==': expected a value, a field or '('
          n in 3                 | at character 6, '3': expected
          n in [m]               | at character 8, ']': expected a quoted text; a list takes constants
          n in [[1]]             | at character 7, '[': expected a constant
          j[m] == 1              | at character 3, 'm': expected an index or a quoted key
          s == "abc              | at character 6, '"': the text that starts here does not end
          n == 1 # 2             | at character 8, '#': this character has no meaning
          n == null              | at character 6, 'null': null cannot be used as a value
          n == [1]               | at character 6, '[': a list can only follow 'in'
          n == 99999999999999999999 | at character 6, '99999999999999999999': the number does not fit
          d == 1e999             | at character 6, '1e999': the number is larger than any float64
          n / 0 == 1             | at character 3, '/': this divides by zero
          n % 0 == 1             | at character 3, '%': this divides by zero
          d % 2 == 1             | at character 3, '%': this needs two integers
          d & 2 == 1             | at character 3, '&': this needs integers, not conditions; comparisons bind tighter: write (a & b)
          (d & 2) == 1           | at character 4, '&': this needs two integers
          (n ^ b) == 1           | at character 4, '^': this needs a number, not a boolean
          n << 1.5 == 1          | at character 3, '<<': this needs two integers
          1 << 64 == 1           | at character 3, '<<': the places to shift by must be from 0 to 63, not 64
          ~s == 1                | at character 1, '~': this needs a number
          s =~ 'a('              | at character 6, ''a('': this is no regular expression of RE2
          s =~ '(?=a)'           | at character 6, ''(?=a)'': this is no regular expression of RE2
          n =~ 'a'               | at character 3, '=~': this needs a text
          s =~ t                 | at character 6, 't': expected
          text_match(s, 'a')     | at character 12, 's': its texts are not cut into terms for filters
          text_match(n, 'a')     | at character 12, 'n': this must be a VARCHAR field
          text_match(w, 1)       | at character 15, '1': this argument must be a quoted text
          text_match(w)          | at character 1, 'text_match': this function takes a field, a text
          text_match(w, 'a', 2)  | at character 20, '2': the third argument must be minimum_should_match=N
          text_match(w, 'a', minimum_should_match=0) | at character 41, '0': this must be an integer from 1 to 1000
          phrase_match(w, 'a', -1) | at character 22, '-': this must be an integer from 0
          phrase_match(w, 'a', slop=1) | at character 22, 'slop': this function has no argument of this name
          random_sample(1.5)     | at character 15, '1.5': the share must be a number above 0 and below 1
          random_sample(0)       | at character 15, '0': the share must be
          random_sample(n)       | at character 15, 'n': the share must be
          random_sample(0.5, 'a') | at character 20, ''a'': the seed must be an integer
          random_sample()        | at character 1, 'random_sample': this function takes a share
          b or random_sample(0.5) | at character 6, 'random_sample': a sample can only be joined with other conditions by 'and'
          not random_sample(0.5) | at character 5, 'random_sample': a sample can only
          random_sample(0.5) == true | at character 1, 'random_sample': a sample can only
          random_sample(share=0.5) | at character 15, 'share': this function has no argument of this name
          9223372036854775807 + 1 == 1 | at character 21, '+': the result of this does not fit
          10.0 ** 400 == 1       | at character 6, '**': the result of this is no finite number
          n                      | at character 1, 'n': this needs a condition, not a field of type INT64
          n + 1                  | at character 1, 'n': this needs a condition, not a number
          j["a"]                 | at character 1, 'j': this needs a condition, not a JSON value
          n and b                | at character 1, 'n': this needs a condition
          not s                  | at character 5, 's': this needs a condition, not a field of type VARCHAR
          s == 1                 | at character 3, '==': a field of type VARCHAR cannot be compared with a number
          n == "1"               | at character 3, '==': a field of type INT64 cannot be compared with a text
          b == 1                 | at character 3, '==': a boolean cannot be compared with a number
          b < true               | at character 3, '<': booleans have no order
          ints == 1              | at character 6, '==': a field of type ARRAY cannot be compared
          v == 1                 | at character 3, '==': a field of type FLOAT_VECTOR cannot be compared
          j["a"] == j["b"]       | at character 8, '==': two JSON values cannot be compared
          s + 1 == 2             | at character 3, '+': this needs a number, not a field of type VARCHAR
          -s == 2                | at character 1, '-': this needs a number
          n like "a"             | at character 3, 'like': this needs a text, not a field of type INT64
          s like 3               | at character 8, '3': expected
          s like "a\\\\\\\\\\\\" | at character 8
          n in ["a"]             | at character 3, 'in': every value of the list must be a number, but one is a text
          s in ["a", 1]          | at character 3, 'in': every value of the list must be a text, but one is a number
          b in [1]               | at character 3, 'in': every value of the list must be a boolean
          ints in [1]            | at character 6, 'in': 'in' cannot be applied to a field of type ARRAY
          1 < n > 0              | at character 7, '>': both ends of a range must point the same way
          1 < n < 3 < 4          | at character 11, '<': a range has two ends
          n["a"] == 1            | at character 2, '[': field 'n' is a INT64, which has no elements
          ints["a"] == 1         | at character 6, '"a"': 'ints' is an array; its elements have an index
          ints[0][1] == 1        | at character 8, '[': an element of the array 'ints' has no elements
          ints[3000000000] == 1  | at character 6, '3000000000': no array has an index this large
          exists n               | at character 8, 'n': 'exists' needs a key in a JSON or dynamic field
          exists j               | at character 8, 'j': 'exists' needs a key
          array_length(n) == 1   | at character 14, 'n': this function needs an array or JSON field
          array_length(ints, 1) == 1 | at character 1, 'array_length': this function takes 1 arguments, not 2
          array_contains(ints, "a") | at character 1, 'array_contains': every value of the list must be a number
          array_contains(ints, n) | at character 22, 'n': this argument must be a constant
          array_contains(ints, [1]) | at character 22, '[': arrays in arrays are not supported
          array_contains_any(ints, 1) | at character 26, '1': this argument must be a list
          json_contains(n, 1)    | at character 1, 'json_contains': this function needs an array or JSON field
          "\\ud83" == s          | at character 1
          """)
  void whatIsWrongIsNamedWithItsPlace(String expression, String problem) {
    assertThatThrownBy(() -> Filter.compile(expression, Rows.SCHEMA))
        .as(expression)
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FILTER))
        .hasMessageStartingWith("bad filter at character ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n == {template}",
        "n in {template}",
        "$ > 1",
        "$[sub] > 1",
        "element_filter(x, true)",
        "match_any(x, true)",
        "st_buffer(s, \"POINT(0 0)\")",
      })
  void whatIsNotSupportedIsSaidToBeSo(String expression) {
    assertThatThrownBy(() -> Filter.compile(expression, Rows.SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("not supported");
  }
}
