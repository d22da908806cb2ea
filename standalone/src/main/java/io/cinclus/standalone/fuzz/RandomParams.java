package io.cinclus.standalone.fuzz;

import io.cinclus.index.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Random values of parameters, whatever the index type. Stateless. */
final class RandomParams {
  /** More than any index of these few rows needs to look at. */
  private static final int THOROUGH = 2_000;

  private static final int THOROUGH_REFINE = 50;

  private static final List<String> HOSTILE =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1e3",
          "2147483648",
          "-9223372036854775809",
          "NaN",
          "Infinity",
          "-0.0",
          "0x10",
          "\u0661",
          "many",
          "8 ",
          "1,2",
          "\n",
          "null",
          "a=b");

  private RandomParams() {}

  /** Some of the parameters, with values that each of them takes. */
  static Map<String, String> valid(RandomGenerator random, List<Parameter> known) {
    Map<String, String> given = new HashMap<>();
    for (Parameter parameter : known) {
      if (random.nextInt(4) != 0) {
        given.put(parameter.name(), valid(random, parameter));
      }
    }
    return given;
  }

  private static String valid(RandomGenerator random, Parameter parameter) {
    if (parameter instanceof Parameter.WholeNumber number) {
      return switch (random.nextInt(8)) {
        case 0 -> Integer.toString(number.least());
        case 1 -> Integer.toString(number.most());
        case 2 -> number.standard();
        default -> Long.toString(between(random, number.least(), number.most()));
      };
    }
    if (parameter instanceof Parameter.Real real) {
      double share = Math.pow(random.nextDouble(), 4);
      return Double.toString(real.least() + share * (real.most() - real.least()));
    }
    Parameter.Choice choice = (Parameter.Choice) parameter;
    return choice.words().get(random.nextInt(choice.words().size()));
  }

  /** Small ones as often as large ones. */
  private static long between(RandomGenerator random, long least, long most) {
    long span = Math.min(most - least, 1L << random.nextInt(12));
    return least + random.nextLong(span + 1);
  }

  /**
   * What no index can complain about: a search that looks at whatever it can. Real numbers up to 1
   * say how much it may leave out.
   */
  static Map<String, String> thorough(List<Parameter> known) {
    Map<String, String> given = new HashMap<>();
    for (Parameter parameter : known) {
      if (parameter instanceof Parameter.WholeNumber number) {
        given.put(number.name(), Integer.toString(Math.min(number.most(), THOROUGH)));
      } else if (parameter instanceof Parameter.Real real && real.most() > 1) {
        given.put(real.name(), Double.toString(Math.min(real.most(), THOROUGH_REFINE)));
      }
    }
    return given;
  }

  /** Some values that a parameter may not take, or names that are not known. */
  static Map<String, String> hostile(RandomGenerator random, List<Parameter> known) {
    Map<String, String> given = valid(random, known);
    String text = HOSTILE.get(random.nextInt(HOSTILE.size()));
    if (known.isEmpty() || random.nextInt(4) == 0) {
      given.put(HOSTILE.get(random.nextInt(HOSTILE.size())), text);
    } else {
      given.put(known.get(random.nextInt(known.size())).name(), text);
    }
    return given;
  }
}
