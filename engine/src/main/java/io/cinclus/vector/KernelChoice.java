package io.cinclus.vector;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the kernels once per class loader, when first asked for. */
final class KernelChoice {
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);
  private static final String MODULE = "jdk.incubator.vector";
  private static final String SIMD_CLASS = "io.cinclus.vector.simd.SimdKernels";

  static final Kernels FASTEST = choose();

  private KernelChoice() {}

  private static Kernels choose() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return scalar(
          "the module " + MODULE + " is not there; start Java with --add-modules=" + MODULE);
    }
    try {
      Kernels simd =
          Class.forName(SIMD_CLASS)
              .asSubclass(Kernels.class)
              .getDeclaredConstructor()
              .newInstance();
      LOG.info("vector kernels: {}", simd.name());
      return simd;
    } catch (ReflectiveOperationException | LinkageError e) {
      return scalar("SIMD kernels did not load: " + e);
    }
  }

  private static Kernels scalar(String reason) {
    LOG.warn(
        "NO SIMD: vector searches will be several times slower than they could be. {}", reason);
    return Kernels.scalar();
  }
}
