package io.cinclus.index.scalar.terms;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A prefix tree of texts whose edges are whole strings (PATRICIA, Morrison 1968): what texts have
 * in common is kept once, and a key is found in a time that depends on its length, not on how many
 * texts there are.
 *
 * <p>Nodes are numbered level by level, so that a node's children follow each other, sorted by
 * their first bytes. The terms below a node follow each other too; the first of them is the node
 * itself where it is a text.
 */
final class Trie implements TextTerms {
  private static final int ROOT = 0;

  private final int size;
  private final byte[] labels;
  private final int[] labelEnds;

  /** The children of node n are [childEnds[n - 1], childEnds[n]), of the root from 1 on. */
  private final int[] childEnds;

  private final int[] firstTerms;

  private Trie(int size, byte[] labels, int[] labelEnds, int[] childEnds, int[] firstTerms) {
    this.size = size;
    this.labels = labels;
    this.labelEnds = labelEnds;
    this.childEnds = childEnds;
    this.firstTerms = firstTerms;
  }

  /** The tree of texts. */
  static Trie of(SortedTexts texts) {
    return new Builder(texts).build();
  }

  /** Makes the nodes in the order of their numbers. Single-threaded. */
  private static final class Builder {
    private final SortedTexts texts;
    private int nodes = 1;
    private int labelBytes;
    private byte[] labels = new byte[64];
    private int[] labelEnds = new int[64];
    private int[] childEnds = new int[64];
    private int[] firstTerms = new int[64];

    /** Of each node: behind its last term, and how many bytes stand before its label. */
    private int[] endTerms = new int[64];

    private int[] depths = new int[64];

    Builder(SortedTexts texts) {
      this.texts = texts;
    }

    Trie build() {
      endTerms[ROOT] = texts.size();
      for (int node = 0; node < nodes; node++) {
        int first = firstTerms[node];
        int end = endTerms[node];
        if (first < end) {
          int depth = node == ROOT ? 0 : texts.common(first, end - 1);
          label(first, depths[node], depth);
          children(first, end, depth);
        }
        labelEnds[node] = labelBytes;
        childEnds[node] = nodes;
      }
      return new Trie(
          texts.size(),
          Arrays.copyOf(labels, labelBytes),
          Arrays.copyOf(labelEnds, nodes),
          Arrays.copyOf(childEnds, nodes),
          Arrays.copyOf(firstTerms, nodes));
    }

    private void label(int term, int from, int to) {
      int count = to - from;
      if (labelBytes + count > labels.length) {
        labels = Arrays.copyOf(labels, Math.addExact(2 * labels.length, count));
      }
      texts.copy(term, from, count, labels, labelBytes);
      labelBytes += count;
    }

    /** One for each byte that follows the first {@code depth} in some of the terms. */
    private void children(int first, int end, int depth) {
      int from = texts.length(first) == depth ? first + 1 : first;
      while (from < end) {
        int next = texts.byteAt(from, depth);
        int low = from + 1;
        int high = end;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (texts.byteAt(middle, depth) == next) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        add(from, low, depth);
        from = low;
      }
    }

    private void add(int first, int end, int depth) {
      if (nodes == labelEnds.length) {
        int capacity = Math.multiplyExact(2, nodes);
        labelEnds = Arrays.copyOf(labelEnds, capacity);
        childEnds = Arrays.copyOf(childEnds, capacity);
        firstTerms = Arrays.copyOf(firstTerms, capacity);
        endTerms = Arrays.copyOf(endTerms, capacity);
        depths = Arrays.copyOf(depths, capacity);
      }
      firstTerms[nodes] = first;
      endTerms[nodes] = end;
      depths[nodes++] = depth;
    }
  }

  private int labelStart(int node) {
    return node == ROOT ? 0 : labelEnds[node - 1];
  }

  private int childStart(int node) {
    return node == ROOT ? 1 : childEnds[node - 1];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int lower(byte[] key) {
    int node = ROOT;
    int end = size;
    int at = 0;
    while (true) {
      int labelStart = labelStart(node);
      int labelEnd = labelEnds[node];
      int mismatch = Arrays.mismatch(labels, labelStart, labelEnd, key, at, key.length);
      if (mismatch < 0 || at + mismatch == key.length) {
        return firstTerms[node]; // The key ends here: nothing below is before it.
      }
      if (labelStart + mismatch < labelEnd) {
        int label = labels[labelStart + mismatch] & 0xff;
        return label < (key[at + mismatch] & 0xff) ? end : firstTerms[node];
      }
      at += mismatch;
      int next = key[at] & 0xff;
      int child = childAtLeast(node, next);
      if (child == childEnds[node]) {
        return end;
      }
      if (firstByte(child) > next) {
        return firstTerms[child];
      }
      end = child + 1 < childEnds[node] ? firstTerms[child + 1] : end;
      node = child;
    }
  }

  private int firstByte(int node) {
    return labels[labelEnds[node - 1]] & 0xff;
  }

  private int childAtLeast(int node, int next) {
    int low = childStart(node);
    int high = childEnds[node];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firstByte(middle) < next) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public void visit(int from, int to, TermVisitor visitor) {
    new Walk(from, to, visitor).run();
  }

  /** Goes through the nodes that have terms in a range, depth first. Single-threaded. */
  private final class Walk {
    private final int from;
    private final int to;
    private final TermVisitor visitor;
    private byte[] text = new byte[64];

    /** Of each node that waits: its number, behind its last term, and its depth. */
    private int[] waiting = new int[3 * 64];

    private int count;

    Walk(int from, int to, TermVisitor visitor) {
      this.from = from;
      this.to = to;
      this.visitor = visitor;
    }

    void run() {
      push(ROOT, size, 0);
      while (count > 0) {
        count -= 3;
        visit(waiting[count], waiting[count + 1], waiting[count + 2]);
      }
    }

    private void push(int node, int end, int depth) {
      if (firstTerms[node] >= to || end <= from || firstTerms[node] == end) {
        return;
      }
      if (count == waiting.length) {
        waiting = Arrays.copyOf(waiting, 2 * count);
      }
      waiting[count++] = node;
      waiting[count++] = end;
      waiting[count++] = depth;
    }

    private void visit(int node, int end, int depth) {
      int start = labelStart(node);
      int length = labelEnds[node] - start;
      if (depth + length > text.length) {
        text = Arrays.copyOf(text, Math.max(2 * text.length, depth + length));
      }
      System.arraycopy(labels, start, text, depth, length);
      int first = firstTerms[node];
      int firstBelow = childStart(node) < childEnds[node] ? firstTerms[childStart(node)] : end;
      if (first < firstBelow && first >= from && first < to) {
        visitor.term(first, new String(text, 0, depth + length, StandardCharsets.UTF_8));
      }
      int childEnd = end;
      for (int child = childEnds[node] - 1; child >= childStart(node); child--) {
        push(child, childEnd, depth + length);
        childEnd = firstTerms[child];
      }
    }
  }

  @Override
  public long memoryBytes() {
    return labels.length + 4L * (labelEnds.length + childEnds.length + firstTerms.length);
  }
}
