package io.cinclus.access.milvus;

import io.cinclus.access.security.Guard;
import io.grpc.ServerServiceDefinition;
import java.util.concurrent.Executor;

/** Milvus' service, as far as it is built: which calls there are. Thread-safe. */
public final class MilvusService {
  private final Calls calls;

  /**
   * @param guard who may call
   */
  public MilvusService(Backend backend, Guard guard) {
    this(backend, backend.admission(), guard);
  }

  MilvusService(Backend backend, Executor workers, Guard guard) {
    calls = new Calls(workers, guard);
    new SystemCalls(backend).addTo(calls);
    new DatabaseCalls(backend).addTo(calls);
    new CollectionCalls(backend).addTo(calls);
    new PartitionCalls(backend).addTo(calls);
    new AliasCalls(backend).addTo(calls);
    new IndexCalls(backend).addTo(calls);
    new LoadCalls(backend).addTo(calls);
    new MutationCalls(backend).addTo(calls);
    new SearchCalls(backend).addTo(calls);
    new HybridCalls(backend).addTo(calls);
    new QueryCalls(backend).addTo(calls);
    FlushCalls flushes = new FlushCalls(backend);
    flushes.addTo(calls);
    new FlushAllCalls(backend, flushes).addTo(calls);
    new AlterCalls(backend).addTo(calls);
    new SegmentCalls(backend).addTo(calls);
    new CompactionCalls(backend).addTo(calls);
    new ImportCalls(backend).addTo(calls);
    new ResourceGroupCalls(backend).addTo(calls);
    new MetricsCalls(backend).addTo(calls);
    new AnalyzerCalls(backend).addTo(calls);
    new UserCalls(backend).addTo(calls);
    new RoleCalls(backend).addTo(calls);
    new PrivilegeCalls(backend).addTo(calls);
    new PrivilegeGroupCalls(backend).addTo(calls);
    new AccessBackupCalls(backend).addTo(calls);
  }

  /** The calls, for who makes them in this process. */
  public Calls calls() {
    return calls;
  }

  /** The service, for a gRPC server. */
  public ServerServiceDefinition definition() {
    return calls.definition();
  }
}
