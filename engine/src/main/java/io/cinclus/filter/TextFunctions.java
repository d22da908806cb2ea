package io.cinclus.filter;

import io.cinclus.model.FieldSchema;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.text.PhraseMatch;
import io.cinclus.text.Term;
import io.cinclus.text.TermMatch;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.Token;

/**
 * {@code text_match(field, "terms"[, minimum_should_match=N])} and {@code phrase_match(field, "a
 * phrase"[, slop])}, decided by analysing each row's text, unless an index of terms tells.
 * Thread-safe (stateless).
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
    TextValue text = new TextValue.Field(field.id());
    Predicate exact = new Predicate.MatchText(text, new TextCondition.Terms(match));
    boolean isAnswered = minimum == 1 || minimum >= match.terms().size();
    return isAnswered ? exact : narrowed(text, match.withMinimum(1), exact);
  }

  /** What an index of terms answers goes first, and leaves fewer texts to be analysed. */
  private static Predicate narrowed(TextValue text, TermMatch match, Predicate exact) {
    return new Predicate.And(
        List.of(new Predicate.MatchText(text, new TextCondition.Terms(match)), exact));
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
    TextValue text = new TextValue.Field(field.id());
    Predicate exact = new Predicate.MatchText(text, new TextCondition.Phrase(match));
    Set<String> terms = match.phrase().stream().map(Term::text).collect(Collectors.toSet());
    return terms.isEmpty()
        ? exact
        : narrowed(text, new TermMatch(match.analyzer(), terms, terms.size()), exact);
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
