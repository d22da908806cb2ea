package io.cinclus.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The direction of dependencies: state, engine, operators, access and jobs, standalone, tests. */
class ArchitectureTest {
  private static final String[] STATE = {
    "io.cinclus.v1..",
    "io.cinclus.model..",
    "io.cinclus.log..",
    "io.cinclus.catalog..",
    "io.cinclus.segment.."
  };
  private static final String[] ENGINE = {
    "io.cinclus.anomaly..",
    "io.cinclus.vector..",
    "io.cinclus.index..",
    "io.cinclus.text..",
    "io.cinclus.filter..",
    "io.cinclus.search.."
  };
  private static final String[] OPERATORS = {"io.cinclus.operators..", "io.cinclus.client.."};
  private static final String SQL = "io.cinclus.sql..";
  private static final String[] ACCESS = {"io.cinclus.access..", "io.cinclus.milvus.."};

  /** What is known to all, and knows nothing. */
  private static final String VALUES = "io.cinclus.value..";

  private static final String JOBS = "io.cinclus.jobs..";
  private static final String STANDALONE = "io.cinclus.standalone..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/milvus/grpc/")) // Generated, and many.
          .importPackages("io.cinclus");

  @Test
  void everyClassHasItsPlace() {
    classes()
        .should()
        .resideInAnyPackage(
            join(STATE, ENGINE, OPERATORS, ACCESS, new String[] {VALUES, JOBS, SQL, STANDALONE}))
        .check(CLASSES);
  }

  @Test
  void valuesKnowNothing() {
    classes()
        .that()
        .resideInAPackage(VALUES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(VALUES, "java..", "org.jspecify..", "org.locationtech.jts..")
        .check(CLASSES);
  }

  @Test
  void stateKnowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAnyPackage(STATE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(join(ENGINE, OPERATORS, ACCESS, new String[] {JOBS, SQL, STANDALONE}))
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsOnlyState() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(join(OPERATORS, ACCESS, new String[] {JOBS, SQL, STANDALONE}))
        .check(CLASSES);
  }

  @Test
  void operatorsKnowNeitherJobsNorTheAccessLayer() {
    noClasses()
        .that()
        .resideInAnyPackage(OPERATORS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(join(ACCESS, new String[] {JOBS, SQL, STANDALONE}))
        .check(CLASSES);
  }

  @Test
  void theAccessLayerAndTheJobsDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAnyPackage(ACCESS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JOBS, STANDALONE)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(JOBS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ACCESS)
        .check(CLASSES);
  }

  @Test
  void sqlSitsOnOperatorsAlone() {
    noClasses()
        .that()
        .resideInAPackage(SQL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(join(ACCESS, new String[] {JOBS, STANDALONE}))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(join(ACCESS, new String[] {JOBS}))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SQL)
        .check(CLASSES);
  }

  @Test
  void jobsKnowNeitherEachOtherNorTheStandalone() {
    slices().matching("io.cinclus.jobs.(*)..").should().notDependOnEachOther().check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(JOBS)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STANDALONE)
        .check(CLASSES);
  }

  @Test
  void theEngineHasNoFlinkAndStateOnlyItsFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.flink..")
        .check(CLASSES);
    classes()
        .that()
        .resideInAnyPackage(STATE)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("org.apache.flink..")
        .orShould()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.flink.core.fs..",
            "org.apache.flink.core.memory..",
            "java..",
            "com..",
            "org.apache.arrow..",
            "org.jspecify..",
            "org.slf4j..",
            "io.cinclus..")
        .check(CLASSES);
  }

  @Test
  void theKernelsAndIndexesStandOnTheirOwn() {
    noClasses()
        .that()
        .resideInAnyPackage("io.cinclus.vector..", "io.cinclus.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            join(STATE, new String[] {"io.cinclus.filter..", "io.cinclus.search.."}))
        .check(CLASSES);
  }

  private static String[] join(String[]... parts) {
    return java.util.Arrays.stream(parts).flatMap(java.util.Arrays::stream).toArray(String[]::new);
  }
}
