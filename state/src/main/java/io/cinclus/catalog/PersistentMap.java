package io.cinclus.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map as an immutable value: a change returns a new map, shares all but O(log n) nodes
 * with the old one, and costs O(log n). Equal maps hold equal entries, however they came about. An
 * AVL tree (Adelson-Velsky and Landis, 1962) with path copying.
 *
 * <p>Safe for any number of threads.
 *
 * @param <K> keys; their natural order is the map's
 * @param <V> values
 */
public final class PersistentMap<K extends Comparable<K>, V> {
  private record Node<K, V>(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int height, int size) {
    static <K, V> Node<K, V> of(
        K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
      int height = 1 + Math.max(heightOf(left), heightOf(right));
      return new Node<>(key, value, left, right, height, 1 + sizeOf(left) + sizeOf(right));
    }

    static int heightOf(@Nullable Node<?, ?> node) {
      return node == null ? 0 : node.height;
    }

    static int sizeOf(@Nullable Node<?, ?> node) {
      return node == null ? 0 : node.size;
    }
  }

  private final @Nullable Node<K, V> root;

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  public static <K extends Comparable<K>, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  public int size() {
    return Node.sizeOf(root);
  }

  /** The value of {@code key}; null where there is none. */
  public @Nullable V get(K key) {
    Node<K, V> node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  public boolean containsKey(K key) {
    return get(key) != null;
  }

  /** The value of the smallest key; {@link IllegalStateException} where the map is empty. */
  public V firstValue() {
    if (root == null) {
      throw new IllegalStateException("the map is empty");
    }
    return first(root).value;
  }

  /** This map with {@code key} at {@code value}, in place of what it had. */
  public PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(insert(root, key, value));
  }

  /** This map without {@code key}; equal to this map where it has no such key. */
  public PersistentMap<K, V> without(K key) {
    return containsKey(key) ? new PersistentMap<>(remove(root, key)) : this;
  }

  /** Visits the entries in the order of their keys. */
  public void forEach(BiConsumer<? super K, ? super V> visitor) {
    visit(root, visitor);
  }

  /** The keys in their order. */
  public List<K> keys() {
    List<K> keys = new ArrayList<>(size());
    forEach((key, value) -> keys.add(key));
    return keys;
  }

  /** The values in the order of their keys. */
  public List<V> values() {
    List<V> values = new ArrayList<>(size());
    forEach((key, value) -> values.add(value));
    return values;
  }

  private static <K extends Comparable<K>, V> Node<K, V> insert(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) {
      return Node.of(key, value, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return Node.of(key, value, node.left, node.right);
    }
    return order < 0
        ? balance(node, insert(node.left, key, value), node.right)
        : balance(node, node.left, insert(node.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return balance(node, remove(node.left, key), node.right);
    }
    if (order > 0) {
      return balance(node, node.left, remove(node.right, key));
    }
    if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node<K, V> next = first(node.right);
    return balance(next, node.left, remove(node.right, next.key));
  }

  private static <K, V> Node<K, V> first(Node<K, V> root) {
    Node<K, V> node = root;
    while (node.left != null) {
      node = node.left;
    }
    return node;
  }

  /** The entry of {@code middle} over two trees whose heights differ by at most two. */
  private static <K, V> Node<K, V> balance(
      Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    int lean = Node.heightOf(left) - Node.heightOf(right);
    if (left != null && lean > 1) {
      boolean inner = Node.heightOf(left.left) < Node.heightOf(left.right);
      return rotateRight(middle, inner ? rotateLeft(left, left.left, left.right) : left, right);
    }
    if (right != null && lean < -1) {
      boolean inner = Node.heightOf(right.right) < Node.heightOf(right.left);
      return rotateLeft(middle, left, inner ? rotateRight(right, right.left, right.right) : right);
    }
    return Node.of(middle.key, middle.value, left, right);
  }

  private static <K, V> Node<K, V> rotateRight(
      Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (left == null) {
      throw new IllegalStateException("the left tree is the higher one, so it has a node");
    }
    Node<K, V> lower = Node.of(middle.key, middle.value, left.right, right);
    return Node.of(left.key, left.value, left.left, lower);
  }

  private static <K, V> Node<K, V> rotateLeft(
      Node<K, V> middle, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    if (right == null) {
      throw new IllegalStateException("the right tree is the higher one, so it has a node");
    }
    Node<K, V> lower = Node.of(middle.key, middle.value, left, right.left);
    return Node.of(right.key, right.value, lower, right.right);
  }

  private static <K, V> void visit(
      @Nullable Node<K, V> node, BiConsumer<? super K, ? super V> visitor) {
    if (node != null) {
      visit(node.left, visitor);
      visitor.accept(node.key, node.value);
      visit(node.right, visitor);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PersistentMap<?, ?> map
            && size() == map.size()
            && keys().equals(map.keys())
            && values().equals(map.values()));
  }

  @Override
  public int hashCode() {
    return 31 * keys().hashCode() + values().hashCode();
  }

  @Override
  public String toString() {
    List<String> entries = new ArrayList<>(size());
    forEach((key, value) -> entries.add(key + "=" + value));
    return entries.toString();
  }
}
