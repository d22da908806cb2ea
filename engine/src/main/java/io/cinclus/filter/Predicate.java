package io.cinclus.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.model.Column;
import io.cinclus.model.ShardRouter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition: true, false or unknown in each row. */
sealed interface Predicate extends Expression {

  Truth test(Block block);

  @Override
  default long[] missing(Block block) {
    return test(block).unknown();
  }

  record Constant(boolean value) implements Predicate {
    @Override
    public Truth test(Block block) {
      return Truth.constant(value, block.words());
    }
  }

  /** A BOOL field. */
  record Field(int fieldId) implements Predicate {
    @Override
    public Truth test(Block block) {
      Column.Bools column = (Column.Bools) block.column(fieldId);
      long[] yes = new long[block.words()];
      for (int i = 0; i < block.count(); i++) {
        yes[i >>> 6] |= (column.values()[block.from() + i] ? 1L : 0L) << i;
      }
      return Truth.of(yes, block.missing(column));
    }
  }

  /** An element of an array field. */
  record Element(ArrayElement element) implements Predicate {
    @Override
    public Truth test(Block block) {
      return element.booleans(block);
    }
  }

  /** A boolean in a JSON field. */
  record Json(JsonPath path) implements Predicate {
    @Override
    public Truth test(Block block) {
      return path.booleans(block);
    }
  }

  /**
   * A condition whose outcome in every row of the batch is known from indexes, save where it is
   * open.
   *
   * @param condition what decides the open rows
   * @param truth over the rows of the batch
   * @param open over the rows of the batch; null: none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answered(Predicate condition, Truth truth, long @Nullable [] open) implements Predicate {
    @Override
    public Truth test(Block block) {
      int from = block.from() >>> 6;
      Truth known = truth.words(from, block.words());
      if (open == null) {
        return known;
      }
      long[] untested = Arrays.copyOfRange(open, from, from + block.words());
      return block.wantsAny(untested)
          ? known.replaced(untested, block.test(condition, untested))
          : known;
    }
  }

  /** All of the conditions; the rest is not looked at once no row of the block can pass. */
  record And(List<Predicate> conditions) implements Predicate {
    public And {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Truth test(Block block) {
      Truth truth = conditions.get(0).test(block);
      for (int i = 1; i < conditions.size() && !truth.isFalseEverywhere(); i++) {
        long[] undecided = Bits.or(truth.yes(), truth.unknown());
        truth = truth.and(block.test(conditions.get(i), undecided));
      }
      return truth;
    }
  }

  /** Any of the conditions; the rest is not looked at once every row of the block passes. */
  record Or(List<Predicate> conditions) implements Predicate {
    public Or {
      conditions = List.copyOf(conditions);
    }

    @Override
    public Truth test(Block block) {
      Truth truth = conditions.get(0).test(block);
      for (int i = 1; i < conditions.size() && !truth.isTrueEverywhere(); i++) {
        truth = truth.or(block.test(conditions.get(i), Bits.not(truth.yes())));
      }
      return truth;
    }
  }

  record Not(Predicate condition) implements Predicate {
    @Override
    public Truth test(Block block) {
      return condition.test(block).not();
    }
  }

  /** The condition is true: false where it is unknown. */
  record Known(Predicate condition) implements Predicate {
    @Override
    public Truth test(Block block) {
      return condition.test(block).known();
    }
  }

  /**
   * A share of the rows, which depends on nothing but their keys: every replica takes the same.
   *
   * @param share of all keys, above 0 and below 1
   * @param seed another one takes other keys
   */
  record Sample(int keyFieldId, double share, long seed) implements Predicate {
    @Override
    public Truth test(Block block) {
      Column keys = block.column(keyFieldId);
      long[] yes = new long[block.words()];
      for (int i = 0; i < block.count(); i++) {
        if (isTaken(keys, block.from() + i)) {
          Bits.set(yes, i);
        }
      }
      return new Truth(yes, new long[block.words()]);
    }

    private boolean isTaken(Column keys, int row) {
      long key =
          keys instanceof Column.Longs longs
              ? longs.values()[row]
              : ShardRouter.hash(((Column.Texts) keys).values()[row]);
      return (mixed(key + mixed(seed)) >>> 11) * 0x1p-53 < share;
    }

    /**
     * SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
     */
    private static long mixed(long number) {
      long mixed = number + 0x9e3779b97f4a7c15L;
      mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
      return mixed ^ mixed >>> 31;
    }
  }

  /** Both conditions are true or both are false. */
  record Same(Predicate left, Predicate right) implements Predicate {
    @Override
    public Truth test(Block block) {
      return left.test(block).same(right.test(block));
    }
  }

  /** A value is missing; never unknown. */
  record IsNull(Expression value) implements Predicate {
    @Override
    public Truth test(Block block) {
      return new Truth(value.missing(block), new long[block.words()]);
    }
  }

  /** A number stands in a relation to a constant, or to two. */
  record Within(NumberValue value, Bounds bounds) implements Predicate {
    @Override
    public Truth test(Block block) {
      NumberVector numbers = value.evaluate(block);
      return Truth.of(numbers.within(bounds, block.count()), numbers.missing());
    }
  }

  record AmongNumbers(NumberValue value, NumberSet set) implements Predicate {
    @Override
    public Truth test(Block block) {
      NumberVector numbers = value.evaluate(block);
      return Truth.of(numbers.among(set, block.count()), numbers.missing());
    }
  }

  record CompareNumbers(Relation relation, NumberValue left, NumberValue right)
      implements Predicate {
    @Override
    public Truth test(Block block) {
      NumberVector a = left.evaluate(block);
      NumberVector b = right.evaluate(block);
      return Truth.of(
          NumberVector.compare(relation, a, b, block.count()), Bits.or(a.missing(), b.missing()));
    }
  }

  record MatchText(TextValue value, TextCondition condition) implements Predicate {
    @Override
    public Truth test(Block block) {
      return value.evaluate(block).matching(condition, block);
    }
  }

  /** Asks something of a geometry; unknown where there is no answer. */
  record MatchShape(int fieldId, Shape shape) implements Predicate {
    @Override
    public Truth test(Block block) {
      Column.Binaries column = (Column.Binaries) block.column(fieldId);
      long[] missing = block.missing(column);
      long[] unknown = missing.clone();
      long[] yes = new long[missing.length];
      Shape.Test test = shape.test();
      for (int w = 0; w < yes.length; w++) {
        for (long rest = block.wanted(w) & ~missing[w]; rest != 0; rest &= rest - 1) {
          int i = (w << 6) + Long.numberOfTrailingZeros(rest);
          Boolean passes = Shape.passes(test, column.values()[block.from() + i]);
          if (passes == null) {
            Bits.set(unknown, i);
          } else if (passes) {
            Bits.set(yes, i);
          }
        }
      }
      return new Truth(yes, unknown);
    }
  }

  record CompareTexts(Relation relation, TextValue left, TextValue right) implements Predicate {
    @Override
    public Truth test(Block block) {
      return TextVector.compare(
          relation, left.evaluate(block), right.evaluate(block), block.count());
    }
  }

  /** A JSON value is one of the constants; unknown where none of them has its type. */
  record AmongJson(JsonPath path, ValueSet set) implements Predicate {
    @Override
    public Truth test(Block block) {
      JsonNode[] documents = block.documents(path.fieldId());
      long[] yes = new long[block.words()];
      long[] missing = new long[block.words()];
      for (int i = 0; i < documents.length; i++) {
        JsonNode node = path.find(documents[i]);
        if (!set.isComparable(node)) {
          Bits.set(missing, i);
        } else if (set.contains(node)) {
          Bits.set(yes, i);
        }
      }
      return new Truth(yes, missing);
    }
  }

  /** An array in a JSON field has any or all of the constants as elements. */
  record JsonContains(JsonPath path, ValueSet set, boolean all) implements Predicate {
    @Override
    public Truth test(Block block) {
      JsonNode[] documents = block.documents(path.fieldId());
      long[] yes = new long[block.words()];
      long[] missing = new long[block.words()];
      for (int i = 0; i < documents.length; i++) {
        JsonNode node = path.find(documents[i]);
        if (!node.isArray()) {
          Bits.set(missing, i);
        } else if (all ? set.isWithin(node) : set.hasAnyOf(node)) {
          Bits.set(yes, i);
        }
      }
      return new Truth(yes, missing);
    }
  }

  /** An array field has any or all of the constants as elements. */
  record ArrayContains(int fieldId, ValueSet set, boolean all) implements Predicate {
    @Override
    public Truth test(Block block) {
      Column.Arrays arrays = (Column.Arrays) block.column(fieldId);
      long[] missing = block.missing(arrays);
      long[] yes = new long[missing.length];
      for (int i = 0; i < block.count(); i++) {
        if (!Bits.get(missing, i)) {
          Column elements = arrays.values()[block.from() + i];
          if (all ? set.isWithin(elements) : set.hasAnyOf(elements)) {
            Bits.set(yes, i);
          }
        }
      }
      return new Truth(yes, missing);
    }
  }
}
