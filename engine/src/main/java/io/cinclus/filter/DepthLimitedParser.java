package io.cinclus.filter;

import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/**
 * Refuses expressions that nest deeper than {@link Filter#MAX_DEPTH}, so that no input exhausts the
 * stack. Single-threaded. Does not limit chains such as {@code a and b and c}: those do not recurse
 * here.
 */
abstract class DepthLimitedParser extends Parser {
  private int depth;

  DepthLimitedParser(TokenStream input) {
    super(input);
  }

  @Override
  public void enterRecursionRule(
      ParserRuleContext context, int state, int ruleIndex, int precedence) {
    depth++;
    if (depth > Filter.MAX_DEPTH) {
      throw BadFilter.tooDeep(getCurrentToken());
    }
    super.enterRecursionRule(context, state, ruleIndex, precedence);
  }

  @Override
  public void unrollRecursionContexts(ParserRuleContext parent) {
    depth--;
    super.unrollRecursionContexts(parent);
  }
}
