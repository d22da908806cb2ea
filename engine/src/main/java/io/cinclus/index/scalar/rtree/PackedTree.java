package io.cinclus.index.scalar.rtree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Boxes in groups of {@link #NODE_SIZE}, boxes around these in groups, and so on up to one group.
 * Immutable and thread-safe.
 */
final class PackedTree {
  static final int NODE_SIZE = 16;

  private final int size;

  /** From the boxes themselves up. */
  private final List<Boxes> levels = new ArrayList<>();

  /** The tree of the first {@code size} boxes, which stand in an order that groups near ones. */
  PackedTree(Boxes boxes, int size) {
    this.size = size;
    levels.add(boxes);
    for (int count = size; count > NODE_SIZE; count = groups(count)) {
      levels.add(levels.get(levels.size() - 1).around(count, NODE_SIZE));
    }
  }

  private static int groups(int count) {
    return (count + NODE_SIZE - 1) / NODE_SIZE;
  }

  /** Gives the number of each box that meets another one. */
  void find(Boxes other, IntConsumer found) {
    find(levels.size() - 1, 0, count(levels.size() - 1), other, found);
  }

  private int count(int level) {
    int count = size;
    for (int i = 0; i < level; i++) {
      count = groups(count);
    }
    return count;
  }

  private void find(int level, int from, int to, Boxes other, IntConsumer found) {
    for (int box = from; box < to; box++) {
      if (levels.get(level).meets(box, other, 0)) {
        if (level == 0) {
          found.accept(box);
        } else {
          find(
              level - 1,
              box * NODE_SIZE,
              Math.min((box + 1) * NODE_SIZE, count(level - 1)),
              other,
              found);
        }
      }
    }
  }

  /** How many boxes meet another one: groups that lie within it are not looked into. */
  int count(Boxes other) {
    return count(levels.size() - 1, 0, count(levels.size() - 1), other);
  }

  private int count(int level, int from, int to, Boxes other) {
    int count = 0;
    for (int box = from; box < to; box++) {
      Boxes boxes = levels.get(level);
      if (level == 0) {
        count += boxes.meets(box, other, 0) ? 1 : 0;
      } else if (boxes.isWithin(box, other, 0)) {
        long below = (long) box << (4 * level);
        count += (int) (Math.min(size, below + (1L << (4 * level))) - below);
      } else if (boxes.meets(box, other, 0)) {
        count +=
            count(
                level - 1,
                box * NODE_SIZE,
                Math.min((box + 1) * NODE_SIZE, count(level - 1)),
                other);
      }
    }
    return count;
  }

  long memoryBytes() {
    return levels.stream().mapToLong(level -> (long) level.values().length * Double.BYTES).sum();
  }
}
