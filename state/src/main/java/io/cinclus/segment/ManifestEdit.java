package io.cinclus.segment;

import io.cinclus.v1.FileRef;
import io.cinclus.v1.Manifest;
import java.util.List;

/** What became of an edit of a manifest. Immutable. */
public sealed interface ManifestEdit {
  /**
   * There is a next generation.
   *
   * @param manifest to publish
   * @param replaced files that it no longer names; to be deleted after their grace
   */
  record Changed(Manifest manifest, List<FileRef> replaced) implements ManifestEdit {
    public Changed {
      replaced = List.copyOf(replaced);
    }
  }

  /** The manifest says so already, as after a repeated event. */
  record Unchanged() implements ManifestEdit {}

  /**
   * The seal does not follow {@code sealedTo}: keep it until the one that does has come.
   *
   * @param sealedTo where the manifest ends
   */
  record Gap(long sealedTo) implements ManifestEdit {}

  /**
   * The result is of no use; files of it that the manifest does not name are orphans.
   *
   * @param reason for the log
   */
  record Discarded(String reason) implements ManifestEdit {}
}
