package io.cinclus.catalog;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import java.util.ArrayList;
import java.util.List;

/** A catalog log in memory and the catalog folded from it. */
final class LogFixture {
  private final List<byte[]> records = new ArrayList<>();
  private Catalog catalog;

  LogFixture() {
    this(Catalog.EMPTY);
  }

  /** A new log over the databases and collections of {@code start}. */
  LogFixture(Catalog start) {
    catalog =
        new Catalog(
            -1,
            start.foldVersion(),
            0,
            start.databases(),
            start.collections(),
            start.access(),
            start.imports(),
            Outcomes.NONE);
  }

  Catalog catalog() {
    return catalog;
  }

  List<byte[]> records() {
    return records;
  }

  long append(byte[] record) {
    long position = records.size();
    records.add(record);
    catalog = CatalogFold.applyRecord(catalog, record, position);
    return position;
  }

  /** Appends the command, under an id of its own where it has none. */
  CommandOutcome send(CatalogCommand.Builder command) {
    CatalogCommand.Builder sent = command.clone();
    if (sent.getCommandId().isEmpty()) {
      sent.setCommandId("command-" + records.size());
    }
    append(sent.build().toByteArray());
    return catalog.outcome(sent.getCommandId()).orElseThrow();
  }

  /** Appends a command that must be accepted, and returns its position. */
  long accept(CatalogCommand.Builder command) {
    return send(command).positionIfAccepted();
  }

  ErrorCode code(CatalogCommand.Builder command) {
    return send(command).code();
  }

  /** The fold of all records again, from the start. */
  Catalog replay() {
    Catalog folded = Catalog.EMPTY;
    for (int position = 0; position < records.size(); position++) {
      folded = CatalogFold.applyRecord(folded, records.get(position), position);
    }
    return folded;
  }
}
