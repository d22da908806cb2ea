package io.cinclus.sql.read;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.connector.source.search.AsyncVectorSearchFunctionProvider;
import org.apache.flink.table.connector.source.search.VectorSearchFunctionProvider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.VectorSearchFunction;

/**
 * A search as a function that waits and as one that does not; the planner takes the second unless
 * the MAP has {@code 'async' = 'false'}.
 *
 * @param query what is searched
 */
public record SearchFunctions(VectorQuery query)
    implements VectorSearchFunctionProvider, AsyncVectorSearchFunctionProvider {

  @Override
  public VectorSearchFunction createVectorSearchFunction() {
    return new Waiting(query);
  }

  @Override
  public AsyncVectorSearchFunction createAsyncVectorSearchFunction() {
    return new Asynchronous(query);
  }

  /** Called by the planner's code, so it is public. */
  public static final class Waiting extends VectorSearchFunction {
    private static final long serialVersionUID = 1L;

    private final VectorQuery query;

    Waiting(VectorQuery query) {
      this.query = query;
    }

    @Override
    public void open(FunctionContext context) {
      query.open(context);
    }

    @Override
    public Collection<RowData> vectorSearch(int topK, RowData question) throws IOException {
      try {
        return query.search(topK, question).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for a search", e);
      } catch (ExecutionException e) {
        throw new IOException(e.getCause() == null ? e : e.getCause());
      }
    }

    @Override
    public void close() {
      query.close();
    }
  }

  /** Called by the planner's code, so it is public. */
  public static final class Asynchronous extends AsyncVectorSearchFunction {
    private static final long serialVersionUID = 1L;

    private final VectorQuery query;

    Asynchronous(VectorQuery query) {
      this.query = query;
    }

    @Override
    public void open(FunctionContext context) {
      query.open(context);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncVectorSearch(int topK, RowData question) {
      return query.search(topK, question);
    }

    @Override
    public void close() {
      query.close();
    }
  }
}
