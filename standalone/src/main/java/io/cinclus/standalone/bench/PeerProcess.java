package io.cinclus.standalone.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a process of its own, which ends when this is closed or this process ends. What is said
 * between the two is in {@code bench/peers/peer.js}. Used by one thread.
 */
final class PeerProcess implements Contender {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Peer peer;
  private final Peer.Launch launch;
  private final Inputs inputs;
  private @Nullable Process process;
  private @Nullable BufferedReader replies;
  private @Nullable Writer requests;

  /**
   * What a peer reads.
   *
   * @param folder of temporary files
   * @param params of the build, all of them
   */
  record Inputs(
      Path base, Path queries, int queryCount, Path folder, Task task, Map<String, String> params) {

    /** The words of the command line that say what to do. */
    List<String> words(Path found) {
      List<String> words = new ArrayList<>();
      words.addAll(List.of("--base", base.toString(), "--queries", queries.toString()));
      words.addAll(List.of("--metric", task.metric(), "--k", "" + task.k()));
      words.addAll(List.of("--warmUpMillis", "" + task.effort().warmUp().toMillis()));
      words.addAll(List.of("--measuredMillis", "" + task.effort().measured().toMillis()));
      params.forEach((name, value) -> words.addAll(List.of("--" + name, "" + value)));
      words.addAll(List.of("--found", found.toString()));
      return words;
    }
  }

  PeerProcess(Peer peer, Peer.Launch launch, Inputs inputs) {
    this.peer = peer;
    this.launch = launch;
    this.inputs = inputs;
  }

  @Override
  public String name() {
    return peer.label();
  }

  private Path found() {
    return inputs.folder().resolve(peer.label() + ".i32");
  }

  private Path log() {
    return inputs.folder().resolve(peer.label() + ".log");
  }

  @Override
  public Built build(IntConsumer progress) throws IOException {
    List<String> words = new ArrayList<>(launch.words());
    words.addAll(inputs.words(found()));
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(log().toFile());
    builder.environment().putAll(launch.environment());
    Process started = builder.start();
    process = started;
    replies = started.inputReader();
    requests = started.outputWriter();
    JsonNode reply = read();
    while (reply.has("rows")) {
      progress.accept(reply.get("rows").asInt());
      reply = read();
    }
    return new Built(
        reply.path("built_seconds").asDouble(),
        reply.path("cpu_seconds").asDouble(),
        1,
        -1,
        reply.path("detail").asText());
  }

  @Override
  public Measured measure(String value) throws IOException {
    if (requests == null) {
      throw new IllegalStateException("not built");
    }
    requests.write(value + "\n");
    requests.flush();
    JsonNode reply = read();
    return new Measured(
        new Rate(reply.path("qps").asDouble(), reply.path("qps_cpu").asDouble()),
        reply.path("p50_micros").asDouble(),
        reply.path("p99_micros").asDouble(),
        VectorFiles.readNeighbours(found(), inputs.queryCount()));
  }

  private JsonNode read() throws IOException {
    String line = replies == null ? null : replies.readLine();
    if (line == null) {
      throw new IOException(peer.label() + " ended: " + Command.lastLine(log()));
    }
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IOException(peer.label() + " said what is no JSON: " + line, e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }
}
