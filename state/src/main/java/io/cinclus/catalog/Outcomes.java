package io.cinclus.catalog;

import java.util.List;
import java.util.Optional;

/**
 * The outcomes of the newest {@link CatalogLimits#MAX_OUTCOMES} commands. Immutable.
 *
 * @param byId by command id
 * @param byPosition the same, by position
 */
public record Outcomes(
    PersistentMap<String, CommandOutcome> byId, PersistentMap<Long, CommandOutcome> byPosition) {
  public static final Outcomes NONE = new Outcomes(PersistentMap.empty(), PersistentMap.empty());

  public Optional<CommandOutcome> find(String commandId) {
    return Optional.ofNullable(byId.get(commandId));
  }

  /** These and {@code outcome}, of a command that has none yet; the oldest makes room for it. */
  Outcomes with(CommandOutcome outcome) {
    PersistentMap<String, CommandOutcome> ids = byId.with(outcome.commandId(), outcome);
    PersistentMap<Long, CommandOutcome> positions = byPosition.with(outcome.position(), outcome);
    if (positions.size() > CatalogLimits.MAX_OUTCOMES) {
      CommandOutcome oldest = positions.firstValue();
      ids = ids.without(oldest.commandId());
      positions = positions.without(oldest.position());
    }
    return new Outcomes(ids, positions);
  }

  public List<CommandOutcome> oldestFirst() {
    return byPosition.values();
  }
}
