package io.reeve.agent.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** The package graph, and calls that only named classes may make. */
@AnalyzeClasses(packages = "io.reeve.agent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_DEPEND_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.reeve.agent..")
          .layer("app")
          .definedBy("io.reeve.agent.app..")
          .layer("head")
          .definedBy("io.reeve.agent.head..")
          .layer("outbox")
          .definedBy("io.reeve.agent.outbox..")
          .layer("config")
          .definedBy("io.reeve.agent.config..")
          .layer("convert")
          .definedBy("io.reeve.agent.convert..")
          .layer("runner")
          .definedBy("io.reeve.agent.runner..")
          .layer("process")
          .definedBy("io.reeve.agent.process..")
          .layer("crash")
          .definedBy("io.reeve.agent.crash..")
          .layer("core")
          .definedBy("io.reeve.agent.core..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("head")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("outbox")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("convert")
          .mayOnlyBeAccessedByLayers("head", "outbox")
          .whereLayer("runner")
          .mayOnlyBeAccessedByLayers("app", "head", "outbox")
          .whereLayer("process")
          .mayOnlyBeAccessedByLayers("app", "runner")
          .whereLayer("crash")
          .mayOnlyBeAccessedByLayers("head", "runner")
          .whereLayer("crash")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule CORE_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("io.reeve.agent.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..",
              "com.google.protobuf..",
              "io.reeve.proto..",
              "java.io..",
              "java.nio..",
              "java.util.concurrent..",
              "org.slf4j..",
              "dagger..",
              "io.reeve.agent.process..");

  @ArchTest
  static final ArchRule ONLY_PROCESS_TOUCHES_PROCESSES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reeve.agent.process..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Process.class, ProcessBuilder.class, ProcessHandle.class);

  @ArchTest
  static final ArchRule ONLY_HEAD_KNOWS_GRPC =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.reeve.agent.head..", "io.reeve.agent.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "io.netty..");

  @ArchTest
  static final ArchRule ONLY_CONVERT_JOINS_PROTOS_AND_CORE =
      noClasses()
          .that()
          .resideInAnyPackage("io.reeve.agent.runner..", "io.reeve.agent.process..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.reeve.proto..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule ONE_CLASS_ASKS_THE_CLOCKS =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(SystemTime.class.getName())
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule STANDARD_OUTPUT_IS_FOR_APP =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.reeve.agent.app..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
