package io.cinclus.standalone.load;

import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.UpsertRequest;
import io.cinclus.milvus.grpc.VectorField;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The rows of one client, which nobody else writes: what must be found. A row's vector follows from
 * its key and its version. For one thread.
 */
final class OwnRows {
  private static final long KEYS_OF_A_CLIENT = 1_000_000;

  private final int owner;
  private final int dimension;
  private final NavigableMap<Long, Long> versions = new TreeMap<>();
  private long lastVersion;

  OwnRows(int owner, int dimension) {
    this.owner = owner;
    this.dimension = dimension;
  }

  int owner() {
    return owner;
  }

  /** The versions of the live rows by key. */
  NavigableMap<Long, Long> versions() {
    return versions;
  }

  long key(int number) {
    return owner * KEYS_OF_A_CLIENT + number;
  }

  long nextVersion() {
    return ++lastVersion;
  }

  float[] vector(long key, long version) {
    Random random = new Random(31 * key + version);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }

  /** Writes these keys, all with one version. */
  UpsertRequest upsert(List<Long> keys, long version) {
    FloatArray.Builder vectors = FloatArray.newBuilder();
    for (long key : keys) {
      for (float component : vector(key, version)) {
        vectors.addData(component);
      }
    }
    return UpsertRequest.newBuilder()
        .setCollectionName(LoadClient.COLLECTION)
        .setNumRows(keys.size())
        .addFieldsData(longs(LoadClient.ID, keys, key -> key))
        .addFieldsData(longs(LoadClient.OWNER, keys, key -> owner))
        .addFieldsData(longs(LoadClient.VERSION, keys, key -> version))
        .addFieldsData(
            FieldData.newBuilder()
                .setFieldName(LoadClient.VECTOR)
                .setType(DataType.FloatVector)
                .setVectors(VectorField.newBuilder().setDim(dimension).setFloatVector(vectors)))
        .build();
  }

  private static FieldData longs(String name, List<Long> keys, ToLongFunction<Long> value) {
    LongArray.Builder data = LongArray.newBuilder();
    keys.forEach(key -> data.addData(value.applyAsLong(key)));
    return FieldData.newBuilder()
        .setFieldName(name)
        .setType(DataType.Int64)
        .setScalars(ScalarField.newBuilder().setLongData(data))
        .build();
  }
}
