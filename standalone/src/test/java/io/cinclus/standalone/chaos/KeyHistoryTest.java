package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.standalone.chaos.KeyHistory.Write;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
  private static final Content FIRST = new Content(1, 0);
  private static final Content SECOND = new Content(2, 0);
  private static final Content THIRD = new Content(3, 1);

  private final KeyHistory history = new KeyHistory();

  private void acknowledged(Content content, long sentAt, long acknowledgedAt) {
    history.begin(content, sentAt).acknowledge(acknowledgedAt);
  }

  @Test
  void aNewKeyHoldsNothing() {
    assertThat(history.possible(5, 6)).containsExactly(Content.NONE);
  }

  @Test
  void anAcknowledgedWriteIsSeenByEveryReadThatIsSentLater() {
    acknowledged(FIRST, 1, 2);
    assertThat(history.possible(3, 4)).containsExactly(FIRST);
  }

  @Test
  void aLaterAcknowledgedWriteReplacesTheEarlierOne() {
    acknowledged(FIRST, 1, 2);
    acknowledged(SECOND, 3, 4);
    assertThat(history.possible(5, 6)).containsExactly(SECOND);
  }

  @Test
  void aWriteThatOverlapsTheReadMayBeSeenOrNot() {
    acknowledged(FIRST, 1, 2);
    acknowledged(SECOND, 4, 6);
    assertThat(history.possible(5, 7)).containsExactlyInAnyOrder(FIRST, SECOND);
    assertThat(history.possible(3, 5)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void aWriteThatWasSentAfterTheAnswerCannotBeInIt() {
    acknowledged(FIRST, 1, 2);
    acknowledged(SECOND, 5, 6);
    assertThat(history.possible(3, 4)).containsExactly(FIRST);
  }

  @Test
  void anUnacknowledgedWriteMayHaveHappenedOrNot() {
    acknowledged(FIRST, 1, 2);
    history.begin(SECOND, 3);
    assertThat(history.possible(8, 9)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void anUnacknowledgedWriteMayHappenAfterALaterOneWasAcknowledged() {
    acknowledged(FIRST, 1, 2);
    history.begin(SECOND, 3);
    acknowledged(THIRD, 4, 5);
    assertThat(history.possible(8, 9)).containsExactlyInAnyOrder(SECOND, THIRD);
  }

  @Test
  void onceSettledNothingElseIsPossible() {
    history.begin(FIRST, 1);
    history.begin(SECOND, 2);
    history.settle(FIRST);
    assertThat(history.possible(3, 4)).containsExactly(FIRST);
  }

  @Test
  void aReplacementAlsoChangesWhatMayYetHappen() {
    acknowledged(FIRST, 1, 2);
    Write unknown = history.begin(THIRD, 3);
    history.replace(content -> content.partition() == 1 ? Content.NONE : content);
    assertThat(history.possible(4, 5)).containsExactlyInAnyOrder(FIRST, Content.NONE);
    unknown.acknowledge(6);
    assertThat(history.possible(7, 8)).containsExactly(Content.NONE);
  }

  @Test
  void writesThatOverlapMayHaveHappenedInEitherOrder() {
    overlapping();
    assertThat(history.possible(5, 6)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void whatAStrongReadHasShownStaysShown() {
    overlapping();
    history.observe(FIRST::equals, 5, 6);
    assertThat(history.possible(7, 8)).containsExactly(FIRST);
  }

  /** A read that overlaps the first may have been answered before it. */
  @Test
  void aReadThatWasSentBeforeTheOneThatShowedMayShowTheOlder() {
    overlapping();
    history.observe(FIRST::equals, 6, 8);
    assertThat(history.possible(5, 7)).containsExactlyInAnyOrder(FIRST, SECOND);
  }

  @Test
  void anUnacknowledgedWriteThatWasShownHasHappened() {
    acknowledged(FIRST, 1, 2);
    history.begin(SECOND, 3);
    history.observe(SECOND::equals, 4, 5);
    assertThat(history.possible(6, 7)).containsExactly(SECOND);
  }

  @Test
  void whatWasAcknowledgedIsGoneOnceTheCollectionIsEmptied() {
    acknowledged(FIRST, 1, 2);
    history.begin(SECOND, 3);
    history.empty();
    assertThat(history.possible(6, 7)).containsExactlyInAnyOrder(Content.NONE, SECOND);
  }

  private void overlapping() {
    Write first = history.begin(FIRST, 1);
    Write second = history.begin(SECOND, 2);
    second.acknowledge(3);
    first.acknowledge(4);
  }
}
