package io.cinclus.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Turns a parse tree into a typed expression. Every failure is a {@code BAD_FILTER} with its place.
 * Single-threaded; one compiler per filter.
 */
final class FilterCompiler extends FilterBaseVisitor<Expression> {
  private final Fields fields;
  private int depth;

  FilterCompiler(Fields fields) {
    this.fields = fields;
  }

  /** The whole filter. */
  Predicate compile(FilterParser.ExpressionContext filter) {
    return condition(filter);
  }

  private Expression value(FilterParser.ExpressionContext context) {
    depth++;
    if (depth > Filter.MAX_DEPTH) {
      throw BadFilter.tooDeep(context.getStart());
    }
    Expression value = visit(context);
    depth--;
    return value;
  }

  private Predicate condition(FilterParser.ExpressionContext context) {
    Expression value = value(context);
    if (value instanceof JsonPath) {
      throw BadFilter.at(
          context.getStart(), "this needs a condition, not a JSON value; write '== true' after it");
    }
    return Comparisons.condition(context.getStart(), value);
  }

  @Override
  public Expression visitParentheses(FilterParser.ParenthesesContext context) {
    return value(context.expression());
  }

  @Override
  public Expression visitInteger(FilterParser.IntegerContext context) {
    return Literals.integer(context.getStart(), false);
  }

  @Override
  public Expression visitFloat(FilterParser.FloatContext context) {
    return Literals.floating(context.getStart(), false);
  }

  @Override
  public Expression visitBoolean(FilterParser.BooleanContext context) {
    return new Predicate.Constant(Literals.bool(context.getStart()));
  }

  @Override
  public Expression visitTextConstant(FilterParser.TextConstantContext context) {
    return new TextValue.Constant(Literals.text(context.text()));
  }

  @Override
  public Expression visitTyped(FilterParser.TypedContext context) {
    return Times.literal(context.name, context.text());
  }

  @Override
  public Expression visitNull(FilterParser.NullContext context) {
    throw BadFilter.at(
        context.getStart(), "null cannot be used as a value; write 'is null' or 'is not null'");
  }

  @Override
  public Expression visitListConstant(FilterParser.ListConstantContext context) {
    throw BadFilter.at(
        context.getStart(),
        "a list can only follow 'in' or be an argument of a function that takes one");
  }

  @Override
  public Expression visitField(FilterParser.FieldContext context) {
    return fields.resolve(context);
  }

  @Override
  public Expression visitCall(FilterParser.CallContext context) {
    return Functions.call(context, fields, this::value);
  }

  @Override
  public Expression visitExists(FilterParser.ExistsContext context) {
    Expression value = value(context.expression());
    if (!(value instanceof JsonPath path) || path.segments().isEmpty()) {
      throw BadFilter.at(
          context.expression().getStart(),
          "'exists' needs a key in a JSON or dynamic field; for other fields write 'is not null'");
    }
    return new Predicate.Not(new Predicate.IsNull(value));
  }

  @Override
  public Expression visitNullTest(FilterParser.NullTestContext context) {
    Predicate isNull = new Predicate.IsNull(value(context.expression()));
    return context.NOT() == null ? isNull : new Predicate.Not(isNull);
  }

  @Override
  public Expression visitPower(FilterParser.PowerContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitProduct(FilterParser.ProductContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitSum(FilterParser.SumContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitShift(FilterParser.ShiftContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitBitAnd(FilterParser.BitAndContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitBitXor(FilterParser.BitXorContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  @Override
  public Expression visitBitOr(FilterParser.BitOrContext context) {
    return calculate(context.op, context.expression(0), context.expression(1));
  }

  private Expression calculate(
      Token operator, FilterParser.ExpressionContext left, FilterParser.ExpressionContext right) {
    Expression a = value(left);
    Expression b = value(right);
    return Times.isOne(a) || Times.isOne(b)
        ? Times.shifted(operator, operator(operator), a, b)
        : Arithmetic.calculate(operator, operator(operator), a, b);
  }

  private static Operator operator(Token token) {
    return switch (token.getType()) {
      case FilterParser.PLUS -> Operator.ADD;
      case FilterParser.MINUS -> Operator.SUBTRACT;
      case FilterParser.STAR -> Operator.MULTIPLY;
      case FilterParser.SLASH -> Operator.DIVIDE;
      case FilterParser.PERCENT -> Operator.MODULO;
      case FilterParser.POWER -> Operator.POWER;
      case FilterParser.AMPERSAND -> Operator.BIT_AND;
      case FilterParser.BAR -> Operator.BIT_OR;
      case FilterParser.CARET -> Operator.BIT_XOR;
      case FilterParser.SHIFT_LEFT -> Operator.SHIFT_LEFT;
      case FilterParser.SHIFT_RIGHT -> Operator.SHIFT_RIGHT;
      default -> throw new IllegalStateException(token + " is no arithmetic operator");
    };
  }

  @Override
  public Expression visitSign(FilterParser.SignContext context) {
    if (context.op.getType() == FilterParser.TILDE) {
      return Arithmetic.complement(context.op, value(context.expression()));
    }
    boolean negative = context.op.getType() == FilterParser.MINUS;
    // The smallest int64 has no positive counterpart: the sign belongs to the constant.
    if (context.expression() instanceof FilterParser.IntegerContext integer) {
      return Literals.integer(integer.getStart(), negative);
    }
    Expression operand = value(context.expression());
    return negative
        ? Arithmetic.negate(context.op, operand)
        : Comparisons.number(context.op, operand);
  }

  @Override
  public Expression visitLike(FilterParser.LikeContext context) {
    TextValue text = Comparisons.text(context.LIKE().getSymbol(), value(context.expression()));
    return new Predicate.MatchText(text, Patterns.like(context.text()));
  }

  /** Of JSON, what is no text does not match either, so that {@code !~} is true of it. */
  @Override
  public Expression visitRegex(FilterParser.RegexContext context) {
    TextValue text = Comparisons.text(context.op, value(context.expression()));
    Predicate matches = new Predicate.MatchText(text, Patterns.regex(context.text()));
    if (context.op.getType() == FilterParser.MATCHES) {
      return matches;
    }
    return new Predicate.Not(
        text instanceof TextValue.Json ? new Predicate.Known(matches) : matches);
  }

  @Override
  public Expression visitIn(FilterParser.InContext context) {
    Expression value = value(context.expression());
    Predicate among =
        value instanceof TimeValue time
            ? Lists.among(time, context.list())
            : Lists.among(context.IN().getSymbol(), value, Lists.constants(context.list()));
    return context.NOT() == null ? among : new Predicate.Not(among);
  }

  @Override
  public Expression visitOrder(FilterParser.OrderContext context) {
    if (!(context.expression(0) instanceof FilterParser.OrderContext first)) {
      return compare(context.op, value(context.expression(0)), value(context.expression(1)));
    }
    if (first.expression(0) instanceof FilterParser.OrderContext) {
      throw BadFilter.at(context.op, "a range has two ends; join further comparisons with 'and'");
    }
    if (isUpwards(first.op) != isUpwards(context.op)) {
      throw BadFilter.at(context.op, "both ends of a range must point the same way: a < x <= b");
    }
    Expression middle = value(first.expression(1));
    return Comparisons.range(
        compare(first.op, value(first.expression(0)), middle),
        compare(context.op, middle, value(context.expression(1))));
  }

  private static boolean isUpwards(Token operator) {
    return operator.getType() == FilterParser.LESS || operator.getType() == FilterParser.AT_MOST;
  }

  private static Predicate compare(Token operator, Expression left, Expression right) {
    Relation relation =
        switch (operator.getType()) {
          case FilterParser.LESS -> Relation.LESS;
          case FilterParser.AT_MOST -> Relation.AT_MOST;
          case FilterParser.GREATER -> Relation.GREATER;
          case FilterParser.AT_LEAST -> Relation.AT_LEAST;
          default -> throw new IllegalStateException(operator + " is no order");
        };
    return Comparisons.compare(operator, relation, left, right);
  }

  @Override
  public Expression visitEquality(FilterParser.EqualityContext context) {
    Predicate equal =
        Comparisons.compare(
            context.op, Relation.EQUAL, value(context.expression(0)), value(context.expression(1)));
    return context.op.getType() == FilterParser.EQUAL ? equal : new Predicate.Not(equal);
  }

  @Override
  public Expression visitNot(FilterParser.NotContext context) {
    return new Predicate.Not(condition(context.expression()));
  }

  @Override
  public Expression visitAnd(FilterParser.AndContext context) {
    List<Predicate> conditions = new ArrayList<>();
    FilterParser.ExpressionContext left = context;
    while (left instanceof FilterParser.AndContext and) {
      conditions.add(condition(and.expression(1)));
      left = and.expression(0);
    }
    conditions.add(condition(left));
    Collections.reverse(conditions);
    return new Predicate.And(conditions);
  }

  @Override
  public Expression visitOr(FilterParser.OrContext context) {
    List<Predicate> conditions = new ArrayList<>();
    FilterParser.ExpressionContext left = context;
    while (left instanceof FilterParser.OrContext or) {
      conditions.add(condition(or.expression(1)));
      left = or.expression(0);
    }
    conditions.add(condition(left));
    Collections.reverse(conditions);
    return new Predicate.Or(conditions);
  }
}
