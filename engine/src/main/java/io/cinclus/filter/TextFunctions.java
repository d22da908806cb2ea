package io.cinclus.filter;

import io.cinclus.model.FieldSchema;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.text.PhraseMatch;
import io.cinclus.text.TermMatch;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * {@code text_match(field, "terms"[, minimum_should_match=N])} and {@code phrase_match(field, "a
 * phrase"[, slop])}, decided by analysing each row's text. Thread-safe (stateless).
 */
final class TextFunctions {
  private static final String MINIMUM = "minimum_should_match";
  private static final int MAX_MINIMUM = 1000;

  private TextFunctions() {}

  static Predicate textMatch(FilterParser.CallContext context, Fields fields) {
    Token name = context.IDENTIFIER().getSymbol();
    List<FilterParser.ArgumentContext> arguments = context.argument();
    FieldSchema field = field(name, arguments, fields);
    String query = text(arguments.get(1));
    long minimum = 1;
    if (arguments.size() == 3) {
      FilterParser.ArgumentContext third = arguments.get(2);
      if (third.name == null || !third.name.getText().equals(MINIMUM)) {
        throw BadFilter.at(third.getStart(), "the third argument must be " + MINIMUM + "=N");
      }
      minimum = integer(third, 1, MAX_MINIMUM);
    }
    TermMatch match = TermMatch.of(FunctionOutputs.analyzer(field), query, (int) minimum);
    return new Predicate.MatchText(new TextValue.Field(field.id()), new TextCondition.Terms(match));
  }

  static Predicate phraseMatch(FilterParser.CallContext context, Fields fields) {
    Token name = context.IDENTIFIER().getSymbol();
    List<FilterParser.ArgumentContext> arguments = context.argument();
    FieldSchema field = field(name, arguments, fields);
    String phrase = text(arguments.get(1));
    long slop = 0;
    if (arguments.size() == 3) {
      if (arguments.get(2).name != null) {
        throw BadFilter.at(arguments.get(2).name, "this function has no argument of this name");
      }
      slop = integer(arguments.get(2), 0, Integer.MAX_VALUE);
    }
    PhraseMatch match = PhraseMatch.of(FunctionOutputs.analyzer(field), phrase, slop);
    return new Predicate.MatchText(
        new TextValue.Field(field.id()), new TextCondition.Phrase(match));
  }

  private static FieldSchema field(
      Token name, List<FilterParser.ArgumentContext> arguments, Fields fields) {
    if (arguments.size() < 2 || arguments.size() > 3) {
      throw BadFilter.at(name, "this function takes a field, a text, and one more if you like");
    }
    if (!(arguments.get(0).expression() instanceof FilterParser.FieldContext place)
        || !(fields.resolve(place) instanceof TextValue.Field text)) {
      throw BadFilter.at(arguments.get(0).getStart(), "this must be a VARCHAR field");
    }
    FieldSchema field = fields.of(text);
    FieldSchema.Analysis analysis = field.analysis();
    if (analysis == null || !analysis.match()) {
      throw BadFilter.at(
          place.name,
          "its texts are not cut into terms for filters; create the field with enable_analyzer and"
              + " enable_match");
    }
    return field;
  }

  private static String text(FilterParser.ArgumentContext argument) {
    if (argument.name == null
        && argument.expression() instanceof FilterParser.TextConstantContext constant) {
      return Literals.text(constant.text());
    }
    throw BadFilter.at(argument.getStart(), "this argument must be a quoted text");
  }

  private static long integer(FilterParser.ArgumentContext argument, long least, long most) {
    Token place = argument.expression().getStart();
    long value =
        argument.expression() instanceof FilterParser.IntegerContext
            ? Literals.integer(place, false).value()
            : -1;
    if (value < least || value > most) {
      throw BadFilter.at(place, "this must be an integer from %d to %d".formatted(least, most));
    }
    return value;
  }
}
