package io.cinclus.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The release, as the build wrote it beside the classes. Stateless. */
final class Version implements IVersionProvider {

  private static final String RESOURCE = "/cinclus-version.properties";

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException(RESOURCE + " is not on the class path: build with Maven");
      }
      properties.load(in);
    }
    return new String[] {
      "cinclus " + properties.getProperty("version"),
      "JVM "
          + System.getProperty("java.vm.version")
          + " ("
          + System.getProperty("java.vendor")
          + ")"
    };
  }
}
