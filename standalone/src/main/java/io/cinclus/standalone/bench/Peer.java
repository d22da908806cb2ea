package io.cinclus.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Other engines that the bench compares this one with. They are installed on demand, into a cache
 * folder or beside their own sources, and are never a dependency of Cinclus. Stateless.
 */
enum Peer {
  /** As npm builds it, which is without AVX. */
  HNSWLIB("hnswlib-node", "hnswlib.js", "hnswlib-node", "3.0.0", ""),

  /** The same, built for this machine's processor. */
  HNSWLIB_NATIVE("hnswlib-node-native", "hnswlib.js", "hnswlib-node", "3.0.0", "-O3 -march=native"),

  USEARCH("usearch", "usearch.js", "usearch", "2.26.2", ""),

  LUCENE("lucene", "lucene", "lucene-core", "9.12", "");

  /**
   * Lucene 9.12 uses the Vector API of JDK 21 and 22 unless it is told of a newer one that fits.
   */
  private static final String NEWEST_LUCENE_JDK =
      "-Dorg.apache.lucene.vectorization.upperJavaFeatureVersion=25";

  private final String label;
  private final String source;
  private final String artifact;
  private final String version;
  private final String compilerFlags;

  Peer(String label, String source, String artifact, String version, String compilerFlags) {
    this.label = label;
    this.source = source;
    this.artifact = artifact;
    this.version = version;
    this.compilerFlags = compilerFlags;
  }

  /** How it is called in results. */
  String label() {
    return label;
  }

  /**
   * How it is started.
   *
   * @param words of the command line, to which its task is added
   * @param environment added to that of this process
   */
  record Launch(List<String> words, Map<String, String> environment) {}

  /**
   * Installs it, if it is not.
   *
   * @param sources the folder of the peers' sources
   * @param cache where packages may be put
   * @throws IOException with the reason, where it cannot be installed here
   */
  Launch install(Path sources, Path cache) throws IOException, InterruptedException {
    Path file = sources.resolve(source);
    if (!Files.exists(file)) {
      throw new IOException(
          file + " does not exist: start the bench with ./cinclus, or set --peers-folder");
    }
    return this == LUCENE ? installByMaven(file) : installByNpm(file, cache.resolve(label));
  }

  private Launch installByNpm(Path script, Path folder) throws IOException, InterruptedException {
    Path installed = folder.resolve("installed-" + version);
    if (!Files.exists(installed)) {
      Files.createDirectories(folder);
      // Newer versions of npm build a package only where it is allowed to run scripts.
      Files.writeString(
          folder.resolve("package.json"),
          """
          {"private": true, "dependencies": {"%1$s": "%2$s"}, "allowScripts": {"%1$s": true}}
          """
              .formatted(artifact, version));
      Command install =
          new Command(
              List.of("npm", "install", "--no-audit", "--no-fund", "--loglevel=error"),
              folder,
              compilerFlags.isEmpty() ? Map.of() : Map.of("CXXFLAGS", compilerFlags));
      install.run(folder.resolve("install.log"));
      Files.createFile(installed);
    }
    Path modules = folder.resolve("node_modules").toAbsolutePath();
    return new Launch(List.of("node", script.toString()), Map.of("NODE_PATH", modules.toString()));
  }

  private static Launch installByMaven(Path project) throws IOException, InterruptedException {
    Path target = project.resolve("target");
    Files.createDirectories(target);
    List<String> build = List.of("mvn", "-B", "-q", "-Dstyle.color=never", "package");
    new Command(build, project, Map.of()).run(target.resolve("install.log"));
    String classPath = target.resolve("lucene-peer.jar") + ":" + target.resolve("lib") + "/*";
    return new Launch(
        List.of(
            javaHome().resolve("bin").resolve("java").toString(),
            "-Xmx" + Runtime.getRuntime().maxMemory(),
            "--add-modules=jdk.incubator.vector",
            NEWEST_LUCENE_JDK,
            "-cp",
            classPath,
            "io.cinclus.bench.LucenePeer"),
        Map.of());
  }

  /** The JDK of the peers that need one: that of {@code CINCLUS_PEER_JAVA_HOME}, else this one. */
  private static Path javaHome() {
    String given = System.getenv("CINCLUS_PEER_JAVA_HOME");
    return Path.of(given == null ? System.getProperty("java.home") : given);
  }
}
