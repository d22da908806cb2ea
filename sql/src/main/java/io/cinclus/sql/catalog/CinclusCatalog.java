package io.cinclus.sql.catalog;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.sql.CinclusOptions;
import io.cinclus.sql.CinclusTableFactory;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateDatabase;
import io.cinclus.v1.DropDatabase;
import io.cinclus.v1.RenameCollection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.table.catalog.CatalogBaseTable;
import org.apache.flink.table.catalog.CatalogDatabase;
import org.apache.flink.table.catalog.CatalogDatabaseImpl;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.exceptions.CatalogException;
import org.apache.flink.table.catalog.exceptions.DatabaseAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotEmptyException;
import org.apache.flink.table.catalog.exceptions.DatabaseNotExistException;
import org.apache.flink.table.catalog.exceptions.TableAlreadyExistException;
import org.apache.flink.table.catalog.exceptions.TableNotExistException;
import org.apache.flink.table.factories.Factory;
import org.apache.flink.table.factories.FactoryUtil;
import org.jspecify.annotations.Nullable;

/**
 * Databases and collections as databases and tables. Every call sees what was acknowledged before
 * it, whoever did it: nothing is cached. Open between {@link #open} and {@link #close}; thread-safe
 * then.
 */
final class CinclusCatalog extends TablesOnlyCatalog {
  private final LogConfig log;
  private final CollectionTables tables;
  private @Nullable CatalogClient client;

  CinclusCatalog(String name, String defaultDatabase, LogConfig log) {
    super(name, defaultDatabase);
    this.log = log;
    this.tables = new CollectionTables(log);
  }

  @Override
  public Optional<Factory> getFactory() {
    return Optional.of(new CinclusTableFactory());
  }

  @Override
  public void open() {
    try {
      client = new CatalogClient(log);
      newest();
    } catch (RuntimeException e) {
      close();
      throw new CatalogException(
          "catalog '%s' cannot read the catalog of Cinclus in Kafka at %s: %s"
              .formatted(getName(), log.bootstrapServers(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
      client = null;
    }
  }

  private CatalogClient client() {
    if (client == null) {
      throw new CatalogException("catalog '%s' is not open".formatted(getName()));
    }
    return client;
  }

  private Catalog newest() {
    return client().newest();
  }

  @Override
  public List<String> listDatabases() {
    return newest().databases().keys().stream().sorted().toList();
  }

  @Override
  public boolean databaseExists(String database) {
    return newest().databases().get(database) != null;
  }

  @Override
  public CatalogDatabase getDatabase(String database) throws DatabaseNotExistException {
    if (!databaseExists(database)) {
      throw new DatabaseNotExistException(getName(), database);
    }
    return new CatalogDatabaseImpl(Map.of(), "");
  }

  @Override
  public void createDatabase(String name, CatalogDatabase database, boolean ignoreIfExists)
      throws DatabaseAlreadyExistException {
    if (databaseExists(name)) {
      if (!ignoreIfExists) {
        throw new DatabaseAlreadyExistException(getName(), name);
      }
      return;
    }
    CreateDatabase create =
        CreateDatabase.newBuilder()
            .setDatabase(name)
            .setAtMillis(System.currentTimeMillis())
            .build();
    execute(CatalogCommand.newBuilder().setCreateDatabase(create).build());
  }

  @Override
  public void dropDatabase(String name, boolean ignoreIfNotExists, boolean cascade)
      throws DatabaseNotExistException, DatabaseNotEmptyException {
    if (!databaseExists(name)) {
      if (!ignoreIfNotExists) {
        throw new DatabaseNotExistException(getName(), name);
      }
      return;
    }
    for (String table : listTables(name)) {
      if (!cascade) {
        throw new DatabaseNotEmptyException(getName(), name);
      }
      CollectionTables.drop(client(), name, table);
    }
    DropDatabase drop = DropDatabase.newBuilder().setDatabase(name).build();
    execute(CatalogCommand.newBuilder().setDropDatabase(drop).build());
  }

  @Override
  public List<String> listTables(String database) throws DatabaseNotExistException {
    Catalog newest = newest();
    if (newest.databases().get(database) == null) {
      throw new DatabaseNotExistException(getName(), database);
    }
    return newest.collections(database).stream().map(CollectionInfo::name).toList();
  }

  private Optional<CollectionInfo> find(ObjectPath path) {
    return newest().findCollection(path.getDatabaseName(), path.getObjectName());
  }

  @Override
  public boolean tableExists(ObjectPath path) {
    return find(path).isPresent();
  }

  @Override
  public CatalogBaseTable getTable(ObjectPath path) throws TableNotExistException {
    return tables.table(find(path).orElseThrow(() -> new TableNotExistException(getName(), path)));
  }

  @Override
  public void createTable(ObjectPath path, CatalogBaseTable table, boolean ignoreIfExists)
      throws TableAlreadyExistException, DatabaseNotExistException {
    if (!databaseExists(path.getDatabaseName())) {
      throw new DatabaseNotExistException(getName(), path.getDatabaseName());
    }
    if (tableExists(path)) {
      if (!ignoreIfExists) {
        throw new TableAlreadyExistException(getName(), path);
      }
      return;
    }
    String connector = table.getOptions().get(FactoryUtil.CONNECTOR.key());
    if (!(table instanceof ResolvedCatalogTable resolved)
        || (connector != null && !connector.equals(CinclusOptions.IDENTIFIER))) {
      throw new CatalogException(
          "catalog '%s' has collections only: create %s as a TEMPORARY one, or in default_catalog"
              .formatted(getName(), path.getObjectName()));
    }
    try {
      tables.create(client(), path.getDatabaseName(), path.getObjectName(), resolved);
    } catch (CinclusException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }

  @Override
  public void dropTable(ObjectPath path, boolean ignoreIfNotExists) throws TableNotExistException {
    if (tableExists(path)) {
      CollectionTables.drop(client(), path.getDatabaseName(), path.getObjectName());
    } else if (!ignoreIfNotExists) {
      throw new TableNotExistException(getName(), path);
    }
  }

  @Override
  public void renameTable(ObjectPath path, String newName, boolean ignoreIfNotExists)
      throws TableNotExistException {
    if (tableExists(path)) {
      RenameCollection rename =
          RenameCollection.newBuilder()
              .setDatabase(path.getDatabaseName())
              .setCollection(path.getObjectName())
              .setNewCollection(newName)
              .build();
      execute(CatalogCommand.newBuilder().setRenameCollection(rename).build());
    } else if (!ignoreIfNotExists) {
      throw new TableNotExistException(getName(), path);
    }
  }

  private void execute(CatalogCommand command) {
    try {
      client().execute(command);
    } catch (CinclusException e) {
      throw new CatalogException(e.getMessage(), e);
    }
  }
}
