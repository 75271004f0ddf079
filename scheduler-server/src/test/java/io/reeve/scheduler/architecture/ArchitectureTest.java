package io.reeve.scheduler.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What may know what. This is the truth about the package graph; the text in docs explains it.
 *
 * <p>What cannot be checked here: that nothing iterates over an unordered map where the order could
 * show, and that no switch over an enum has a {@code default}. Random runs that replay to the same
 * state, and the compiler, are there for these.
 */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
  static final String ROOT = "io.reeve.scheduler";

  /** Without tests, wherever the build puts them. */
  static final class MainClasses implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("test-classes/");
    }
  }

  /** For each package: the others of this module that it may use. */
  private static final Map<String, List<String>> MAY_USE =
      new TreeMap<>(
          Map.of(
              "core", List.of(),
              "plan", List.of("core"),
              "crash", List.of(),
              "engine", List.of("plan", "core", "crash"),
              "config", List.of("engine", "core"),
              "log", List.of("engine", "core"),
              "nodes", List.of("engine", "core", "crash"),
              "rpc", List.of("engine", "plan", "core"),
              "app", List.of("rpc", "nodes", "log", "config", "engine", "plan", "core")));

  @ArchTest
  static void packageGraph(JavaClasses classes) {
    MAY_USE.forEach((name, allowed) -> onlyUses(name, allowed).check(classes));
  }

  private static ArchRule onlyUses(String name, List<String> allowed) {
    var own =
        Stream.concat(Stream.of(name), allowed.stream())
            .map(ArchitectureTest::in)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat(resideInAPackage(in("")).and(not(resideInAnyPackage(own))))
        .because(name + " uses only " + allowed)
        .allowEmptyShould(true);
  }

  private static String in(String name) {
    return ROOT + (name.isEmpty() ? "" : "." + name) + "..";
  }

  @ArchTest
  static final ArchRule everyPackageHasItsPlaceInTheGraph =
      classes()
          .should()
          .resideInAnyPackage(
              MAY_USE.keySet().stream().map(ArchitectureTest::in).toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  // ---- the pure part ----

  @ArchTest
  static final ArchRule coreAndPlanArePure =
      noClasses()
          .that()
          .resideInAnyPackage(in("core"), in("plan"))
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              in("core"),
              in("plan"),
              "java.lang",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.time..",
              "java.util",
              "java.util.function",
              "java.util.regex",
              "java.util.stream",
              "org.jspecify.annotations",
              "") // arrays and primitives
          .because(
              "the same commands must give the same state everywhere: no IO, no threads, no"
                  + " clock, no logger, no wire format");

  @ArchTest
  static final ArchRule coreAndPlanStartNoThreadsAndRollNoDice =
      noClasses()
          .that()
          .resideInAnyPackage(in("core"), in("plan"))
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.(Thread|ThreadLocal|Runtime|Process.*)"
                  + "|java\\.util\\.(Random|SplittableRandom|Timer|TimerTask|WeakHashMap"
                  + "|IdentityHashMap|Scanner)|java\\.time\\.(Clock|InstantSource)")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(System.class, "identityHashCode", Object.class);

  // ---- time, waiting, output ----

  /** Where the machine's clock may be read. */
  private static final DescribedPredicate<JavaClass> CLOCK_OWNERS =
      resideInAPackage(in("app"))
          .and(simpleName("SystemTime").or(simpleName("SchedulerMain")))
          .as("the time adapter");

  @ArchTest
  static final ArchRule timeIsPassedIn =
      noClasses()
          .that(are(not(CLOCK_OWNERS)))
          .should()
          .accessTargetWhere(member(System.class, "nanoTime|currentTimeMillis"))
          .orShould()
          .accessTargetWhere(member(Clock.class, "system.*|tick.*"))
          .orShould()
          .accessTargetWhere(member(InstantSource.class, "system"))
          .orShould()
          .accessTargetWhere(
              new DescribedPredicate<>("java.time's now()") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  return access.getTargetOwner().getPackageName().equals("java.time")
                      && access.getTarget().getName().equals("now");
                }
              });

  /** A call of, a reference to, or a use of a member. */
  private static DescribedPredicate<JavaAccess<?>> member(Class<?> type, String names) {
    return new DescribedPredicate<>(type.getSimpleName() + "." + names) {
      @Override
      public boolean test(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(type)
            && access.getTarget().getName().matches(names);
      }
    };
  }

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .accessTargetWhere(member(Thread.class, "sleep"))
          .orShould()
          .accessTargetWhere(member(TimeUnit.class, "sleep"));

  @ArchTest
  static final ArchRule onlyMainWritesToTheConsole =
      noClasses()
          .that(are(not(simpleName("SchedulerMain"))))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .accessTargetWhere(member(Throwable.class, "printStackTrace"));

  // ---- one place for each foreign thing ----

  @ArchTest
  static final ArchRule onlyTheLogKnowsRatis =
      noClasses()
          .that()
          .resideOutsideOfPackage(in("log"))
          .or()
          .resideInAPackage(in("log.codec"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.ratis..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheRimKnowsGrpc =
      noClasses()
          .that()
          .resideInAnyPackage(in("core"), in("plan"), in("engine"), in("log"), in("config"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyErrorsChooseAStatusCode =
      noClasses()
          .that()
          .resideOutsideOfPackages(in("rpc.error"), in("nodes"))
          .should()
          .accessTargetWhere(
              new DescribedPredicate<>("a code of io.grpc.Status, by its name or number") {
                @Override
                public boolean test(JavaAccess<?> access) {
                  var owner = access.getTargetOwner().getName();
                  var constant =
                      access instanceof JavaFieldAccess
                          && owner.matches("io\\.grpc\\.Status(\\$Code)?");
                  var number =
                      owner.equals("io.grpc.Status")
                          && access.getTarget().getName().matches("fromCode.*");
                  return constant || number;
                }
              })
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule engineKnowsNoWireFormat =
      noClasses()
          .that()
          .resideInAnyPackage(in("engine"), in("config"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "io.reeve.proto..")
          .allowEmptyShould(true);

  // ---- the rules themselves ----

  @Test
  void graph_pointsOneWay() {
    MAY_USE.forEach(
        (name, allowed) ->
            allowed.forEach(
                used ->
                    assertThat(MAY_USE.get(used.replaceAll("\\..*", "")))
                        .as("%s uses %s", name, used)
                        .doesNotContain(name)));
  }
}
