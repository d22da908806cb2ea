package io.cinclus.sql.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The model all-MiniLM-L6-v2 (quantised): a text becomes a vector of length 1, and texts that mean
 * similar things get vectors that point into similar directions. Each call works on the caller's
 * thread alone, so that as many texts are embedded at a time as there are callers.
 *
 * <p>Thread-safe.
 */
public final class SentenceModel extends AbstractInProcessEmbeddingModel {
  public static final int DIMENSION = 384;

  private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private final OnnxBertBiEncoder encoder;

  private SentenceModel(OnnxBertBiEncoder encoder) {
    super(Runnable::run);
    this.encoder = encoder;
  }

  /**
   * Loads the model from the class path.
   *
   * @param nativeFolder where the tokenizer's native library is unpacked
   */
  public static SentenceModel load(Path nativeFolder) throws IOException {
    System.setProperty("DJL_CACHE_DIR", nativeFolder.toString());
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    try (InputStream model = resource(MODEL);
        InputStream tokenizer = resource(TOKENIZER);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      return new SentenceModel(
          new OnnxBertBiEncoder(
              environment,
              environment.createSession(model.readAllBytes(), options),
              tokenizer,
              PoolingMode.MEAN));
    } catch (OrtException e) {
      throw new IOException("the model cannot be loaded: " + e.getMessage(), e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = SentenceModel.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("the model is not on the class path: " + name);
    }
    return stream;
  }

  /** The vector of a text, of {@link #DIMENSION} components. */
  public float[] vector(String text) {
    return embed(text).content().vector();
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }

  @Override
  protected Integer knownDimension() {
    return DIMENSION;
  }
}
