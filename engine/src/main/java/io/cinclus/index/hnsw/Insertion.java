package io.cinclus.index.hnsw;

import io.cinclus.vector.RowBatch;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import java.util.Arrays;

/** Inserts rows in a graph (algorithm 1 of the paper). Not thread-safe. */
final class Insertion {
  private final ChunkedLinks links;
  private final int m;
  private final int efConstruction;
  private final Scorer scorer;
  private final Scorer pairScorer;
  private final GraphSearch search;
  private final NeighbourSelection selection;
  private final RowBatch peers = new RowBatch(64);
  private long[] keys;

  /**
   * @param scorer scores a new row
   * @param pairScorer another one, of the same vectors, for all other pairs
   */
  Insertion(
      ChunkedLinks links, int efConstruction, Scorer scorer, Scorer pairScorer, Scratch scratch) {
    this.links = links;
    this.m = links.maxLinks(1);
    this.efConstruction = Math.max(1, Math.min(efConstruction, links.rows()));
    this.scorer = scorer;
    this.pairScorer = pairScorer;
    this.search = new GraphSearch(links, scorer, scratch);
    this.selection = new NeighbourSelection(pairScorer);
    this.keys = new long[links.longest() + 1];
  }

  /**
   * The nearest row on the level above {@code level}, or the start if that is not above it.
   *
   * @param start the row that the descent begins at, on its highest level
   */
  long descend(int row, int level, int start) {
    scorer.query(row);
    return search.descend(ScoredRow.of(scorer.score(start), start), links.level(start), level);
  }

  /**
   * Finds the neighbours of a row that has room for its lists but no links yet: on each of its
   * levels up to the entry's, in the graph and among its peers. Those have no links either, so the
   * walk does not meet them.
   *
   * @param rows of which the one at {@code at} is the row and {@code [peersFrom, at)} its peers
   * @param start the entry, or any row on the level above the row's
   */
  long[][] choose(int[] rows, int peersFrom, int at, int start) {
    int level = links.level(rows[at]);
    long nearest = descend(rows[at], level, start);
    long[][] chosen = new long[Math.min(level, links.level(start)) + 1][];
    for (int each = chosen.length - 1; each >= 0; each--) {
      Beam found = search.searchLayer(each, nearest, efConstruction);
      nearest = found.scoredRow(0);
      offerPeers(rows, peersFrom, at, each);
      int count = takeKeys(found);
      chosen[each] = Arrays.copyOf(keys, selection.select(keys, count, m));
    }
    return chosen;
  }

  private void offerPeers(int[] rows, int from, int to, int level) {
    peers.clear();
    for (int i = from; i < to; i++) {
      if (level == 0 || links.level(rows[i]) >= level) {
        peers.add(rows[i]);
      }
    }
    scorer.score(peers);
    for (int i = 0; i < peers.count(); i++) {
      search.beam().offer(peers.scores()[i], peers.ids()[i]);
    }
  }

  /** The score of a row against the one that was last chosen for. */
  float score(int row) {
    return scorer.score(row);
  }

  /** What the last {@link #choose} chose from on level 0. */
  Beam found() {
    return search.beam();
  }

  /** Copies what was found to {@link #keys}, the best first. */
  private int takeKeys(Beam found) {
    int count = found.size();
    if (keys.length < count) {
      keys = new long[count];
    }
    for (int i = 0; i < count; i++) {
      keys[i] = found.scoredRow(i);
    }
    return count;
  }

  /**
   * Links a row with what was chosen for it, both ways, as far as the lists belong to a share: the
   * shares of a graph are changed independently of each other.
   */
  void link(int row, long[][] chosen, int share, int shares) {
    for (int level = 0; level < chosen.length; level++) {
      if (row % shares == share) {
        write(row, level, chosen[level], chosen[level].length);
      }
      for (long each : chosen[level]) {
        int to = ScoredRow.row(each);
        if (to % shares == share) {
          append(to, level, ScoredRow.of(ScoredRow.score(each), row));
        }
      }
    }
  }

  private void write(int row, int level, long[] to, int count) {
    int[] lists = links.lists(row, level);
    int list = links.list(row, level);
    for (int i = 0; i < count; i++) {
      put(row, level, list + 1 + i, to[i]);
    }
    lists[list] = count;
  }

  private void put(int row, int level, int at, long link) {
    links.lists(row, level)[at] = ScoredRow.row(link);
    if (level == 0) {
      links.scores(row)[at] = ScoredRow.score(link);
    }
  }

  private void append(int row, int level, long link) {
    int[] lists = links.lists(row, level);
    int list = links.list(row, level);
    int count = lists[list];
    if (count < links.capacity(level)) {
      put(row, level, list + 1 + count, link);
      lists[list] = count + 1;
      return;
    }
    readList(row, level);
    keys[count++] = link;
    sortKeys(count);
    write(row, level, keys, selection.select(keys, count, links.maxLinks(level)));
  }

  /**
   * Copies the links of a row on level 0 to {@code target}, without those that only its slack had
   * room for, and returns how many.
   */
  int copyWithoutSlack(int row, int[] target, int at) {
    int count = readList(row, 0);
    int most = links.maxLinks(0);
    if (count > most) {
      sortKeys(count);
      count = selection.selectAndFill(keys, count, most);
    }
    for (int i = 0; i < count; i++) {
      target[at + i] = ScoredRow.row(keys[i]);
    }
    return count;
  }

  /** Sorts the first {@link #keys}, the best first. */
  private void sortKeys(int count) {
    Arrays.sort(keys, 0, count);
    for (int i = 0, j = count - 1; i < j; i++, j--) {
      long key = keys[i];
      keys[i] = keys[j];
      keys[j] = key;
    }
  }

  /** Copies a row's links to {@link #keys}. */
  private int readList(int row, int level) {
    int[] lists = links.lists(row, level);
    int list = links.list(row, level);
    int count = lists[list];
    pairScorer.query(row);
    for (int i = 0; i < count; i++) {
      int to = lists[list + 1 + i];
      float score = level == 0 ? links.scores(row)[list + 1 + i] : pairScorer.score(to);
      keys[i] = ScoredRow.of(score, to);
    }
    return count;
  }
}
