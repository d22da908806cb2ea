package io.cinclus.standalone.demo;

import io.cinclus.client.CatalogClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.sql.embed.SentenceModel;
import io.cinclus.vector.Metric;
import java.util.List;
import java.util.Map;

/** The collection that the demo fills. Stateless. */
final class GlossCollection {
  static final String NAME = "glosses";
  static final Target TARGET = Target.of(NAME);
  static final int SHARDS = 2;

  static final String ID = "id";
  static final String PART_OF_SPEECH = "part_of_speech";
  static final String WORDS = "words";
  static final String DEFINITION = "definition";
  static final String VECTOR = "vector";

  private static final int MAX_TEXT_BYTES = 4096;
  private static final int MAX_PART_OF_SPEECH_BYTES = 8;

  private GlossCollection() {}

  /** Creates it with an HNSW index and has it loaded. */
  static void create(CatalogClient catalog) {
    catalog.createCollection(
        "",
        NAME,
        new CollectionSchema(
            "WordNet's glosses",
            List.of(
                FieldSchema.of(ID, DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of(
                    PART_OF_SPEECH, DataType.VARCHAR, Limits.maxLength(MAX_PART_OF_SPEECH_BYTES)),
                FieldSchema.of(WORDS, DataType.VARCHAR, Limits.maxLength(MAX_TEXT_BYTES)),
                FieldSchema.of(DEFINITION, DataType.VARCHAR, Limits.maxLength(MAX_TEXT_BYTES)),
                FieldSchema.of(
                    VECTOR, DataType.FLOAT_VECTOR, Limits.dimension(SentenceModel.DIMENSION)))),
        SHARDS);
    catalog.createIndex(NAME, VECTOR, "HNSW", Metric.COSINE, Map.of());
    catalog.load(NAME);
  }
}
