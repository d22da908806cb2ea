package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.standalone.chaos.Violation.Kind;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private static final Shape EXACT = new Shape("c", false, Metric.L2, true, 1, 2, 10);
  private static final Shape APPROXIMATE = new Shape("c", false, Metric.L2, false, 1, 2, 10);
  private static final List<Float> QUERY = Content.vector(77);
  private static final Content OLD = new Content(1, 0);
  private static final Content NEW = new Content(2, 0);
  private static final Content OTHER = new Content(3, 1);

  private static Answers answers(Map<Integer, Set<Content>> possible) {
    return new Answers("test", possible, Selection.ALL);
  }

  private static Search search(int limit) {
    return search(new Page(0, limit), false);
  }

  private static Search search(Page page, boolean isThorough) {
    return new Search("c", Selection.ALL, QUERY, page, isThorough);
  }

  private static Found row(int key, Content content) {
    float distance = EXACT.distance(QUERY, content.vector());
    return new Found(key, content.version(), content.tag(), content.vector(), distance);
  }

  private static void assertViolation(Kind kind, ThrowingCallable check) {
    Violation violation = catchThrowableOfType(Violation.class, check);
    Assertions.assertThat(violation).as("a violation").isNotNull();
    Assertions.assertThat(violation.kind()).isEqualTo(kind);
  }

  @Test
  void aLostRowIsCaughtWhereverItIsMissing() {
    Answers answers = answers(Map.of(1, Set.of(NEW), 2, Set.of(OTHER)));
    List<Found> rows = List.of(row(2, OTHER));
    assertViolation(Kind.LOST, () -> answers.checkCount(1));
    assertViolation(Kind.LOST, () -> answers.checkRows(Set.of(1, 2), rows));
    assertViolation(Kind.LOST, () -> answers.checkNearest(EXACT, search(5), rows));
  }

  @Test
  void aDuplicatedKeyIsCaughtWhereverItIsShown() {
    Answers answers = answers(Map.of(1, Set.of(OLD, NEW)));
    List<Found> rows = new ArrayList<>(List.of(row(1, OLD), row(1, NEW)));
    assertViolation(Kind.DUPLICATED, () -> answers.checkCount(2));
    assertViolation(Kind.DUPLICATED, () -> answers.checkRows(Set.of(1), rows));
    rows.sort(Comparator.comparing(Found::distance));
    assertViolation(Kind.DUPLICATED, () -> answers.checkNearest(APPROXIMATE, search(5), rows));
  }

  @Test
  void anOldVersionIsCaught() {
    Answers answers = answers(Map.of(1, Set.of(NEW)));
    List<Found> rows = List.of(row(1, OLD));
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), rows));
    assertViolation(Kind.WRONG, () -> answers.checkNearest(APPROXIMATE, search(5), rows));
  }

  @Test
  void aDeletedRowIsCaught() {
    Answers answers = answers(Map.of(1, Set.of(Content.NONE)));
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), List.of(row(1, NEW))));
    assertViolation(Kind.DUPLICATED, () -> answers.checkCount(1));
  }

  @Test
  void aRowThatWasNeverWrittenIsCaught() {
    Answers answers = answers(Map.of(1, Set.of(NEW)));
    List<Found> rows = List.of(row(1, NEW), row(Found.UNKNOWN_KEY, OTHER));
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), rows));
  }

  @Test
  void aRowThatWasNotAskedForIsCaught() {
    Answers answers = answers(Map.of(1, Set.of(NEW), 2, Set.of(OTHER)));
    List<Found> rows = List.of(row(1, NEW), row(2, OTHER));
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), rows));
    Answers ofPartition =
        new Answers("test", answers.possible(), new Selection(Set.of(0), Condition.NONE));
    assertViolation(Kind.WRONG, () -> ofPartition.checkRows(Set.of(1, 2), rows));
  }

  @Test
  void fieldsOfAnotherRowAreCaught() {
    Answers answers = answers(Map.of(1, Set.of(NEW)));
    Found mixed = new Found(1, NEW.version(), NEW.tag(), OTHER.vector(), 0);
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), List.of(mixed)));
    Found mistagged = new Found(1, NEW.version(), NEW.tag() + 1, NEW.vector(), 0);
    assertViolation(Kind.WRONG, () -> answers.checkRows(Set.of(1), List.of(mistagged)));
  }

  @Test
  void aWrongDistanceIsCaught() {
    Answers answers = answers(Map.of(1, Set.of(NEW)));
    Found far = new Found(1, NEW.version(), NEW.tag(), NEW.vector(), 12345.5f);
    assertViolation(Kind.WRONG, () -> answers.checkNearest(APPROXIMATE, search(5), List.of(far)));
  }

  @Test
  void hitsOutOfOrderAreCaught() {
    List<Found> hits = hits(5);
    Answers answers = ofHits(hits);
    assertThatCode(() -> answers.checkNearest(EXACT, search(5), hits)).doesNotThrowAnyException();
    List<Found> swapped = new ArrayList<>(hits);
    swapped.set(0, hits.get(4));
    swapped.set(4, hits.get(0));
    assertViolation(Kind.WRONG, () -> answers.checkNearest(EXACT, search(5), swapped));
  }

  @Test
  void aNearerRowThatIsMissingIsCaughtOnlyWhereSearchIsExact() {
    List<Found> hits = hits(5);
    Answers answers = ofHits(hits);
    List<Found> withoutNearest = hits.subList(1, 4);
    assertViolation(Kind.LOST, () -> answers.checkNearest(EXACT, search(3), withoutNearest));
    assertThatCode(() -> answers.checkNearest(APPROXIMATE, search(3), withoutNearest))
        .doesNotThrowAnyException();
  }

  @Test
  void aThoroughSearchOfAnApproximateIndexMissesNothing() {
    List<Found> hits = hits(5);
    Search thorough = search(new Page(0, 3), true);
    List<Found> withoutNearest = hits.subList(1, 4);
    assertViolation(
        Kind.LOST, () -> ofHits(hits).checkNearest(APPROXIMATE, thorough, withoutNearest));
  }

  @Test
  void asManyNearerRowsAsArePassedOverMayBeMissing() {
    List<Found> hits = hits(6);
    Search search = search(new Page(2, 2), false);
    assertThatCode(() -> ofHits(hits).checkNearest(EXACT, search, hits.subList(2, 4)))
        .doesNotThrowAnyException();
    assertViolation(Kind.LOST, () -> ofHits(hits).checkNearest(EXACT, search, hits.subList(3, 5)));
  }

  @Test
  void aPageThatBeginsTooLateOrTooEarlyIsCaught() {
    List<Found> rows = byKey(hits(6));
    Answers answers = ofHits(rows);
    Page page = new Page(2, 2);
    assertThatCode(() -> answers.checkPage(EXACT, page, rows.subList(2, 4)))
        .doesNotThrowAnyException();
    assertViolation(Kind.LOST, () -> answers.checkPage(EXACT, page, rows.subList(3, 5)));
    assertViolation(Kind.DUPLICATED, () -> answers.checkPage(EXACT, page, rows.subList(1, 3)));
  }

  @Test
  void aPageWithAGapOrTooManyRowsOrOutOfOrderIsCaught() {
    List<Found> rows = byKey(hits(4));
    Answers answers = ofHits(rows);
    Page all = Page.ALL;
    assertViolation(
        Kind.LOST, () -> answers.checkPage(EXACT, all, List.of(rows.get(0), rows.get(3))));
    assertViolation(Kind.WRONG, () -> answers.checkPage(EXACT, new Page(0, 3), rows));
    List<Found> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    assertViolation(Kind.WRONG, () -> answers.checkPage(EXACT, all, reversed));
  }

  private static List<Found> byKey(List<Found> rows) {
    return rows.stream().sorted((a, b) -> EXACT.compareKeys(a.key(), b.key())).toList();
  }

  @Test
  void moreHitsThanAskedForAreCaught() {
    List<Found> hits = hits(5);
    assertViolation(Kind.WRONG, () -> ofHits(hits).checkNearest(EXACT, search(4), hits));
  }

  @Test
  void whatMayHaveHappenedOrNotIsAcceptedEitherWay() {
    Answers answers = answers(Map.of(1, Set.of(Content.NONE, NEW), 2, Set.of(OLD, OTHER)));
    for (List<Found> rows :
        List.of(
            List.of(row(2, OLD)),
            List.of(row(2, OTHER)),
            List.of(row(1, NEW), row(2, OLD)),
            List.of(row(1, NEW), row(2, OTHER)))) {
      List<Found> hits = rows.stream().sorted(Comparator.comparing(Found::distance)).toList();
      assertThatCode(
              () -> {
                answers.checkCount(rows.size());
                answers.checkRows(Set.of(1, 2), rows);
                answers.checkNearest(EXACT, search(5), hits);
              })
          .as("%s", rows)
          .doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> answers.checkCount(0)).isInstanceOf(Violation.class);
    assertThatThrownBy(() -> answers.checkCount(3)).isInstanceOf(Violation.class);
  }

  @Test
  void aSelectionCountsOnlyWhatIsCertainlyInIt() {
    Answers answers =
        new Answers(
            "test",
            Map.of(1, Set.of(OLD, OTHER), 2, Set.of(new Content(9, 1))),
            new Selection(Set.of(1), Condition.NONE));
    assertThatCode(() -> answers.checkCount(1)).doesNotThrowAnyException();
    assertThatCode(() -> answers.checkCount(2)).doesNotThrowAnyException();
    assertViolation(Kind.LOST, () -> answers.checkCount(0));
  }

  /** Rows of the keys 0, 1, …, nearest first. */
  private static List<Found> hits(int count) {
    return IntStream.range(0, count)
        .mapToObj(key -> row(key, new Content(100 + key, 0)))
        .sorted(Comparator.comparing(Found::distance))
        .toList();
  }

  private static Answers ofHits(List<Found> hits) {
    return answers(
        hits.stream()
            .collect(
                java.util.stream.Collectors.toMap(
                    Found::key, hit -> Set.of(new Content(hit.version(), 0)))));
  }
}
