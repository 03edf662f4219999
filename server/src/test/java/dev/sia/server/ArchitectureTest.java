package dev.sia.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may use what. The table in ARCHITECTURE.md says the same in words. */
class ArchitectureTest {
    private static final String ROOT = "dev.sia.server";
    private static final String[] EDGES = {"dev.sia.server.rest..", "dev.sia.server.grpc..", "dev.sia.server.live.."};
    private static final String[] FEATURES = {
        "dev.sia.server.organization..",
        "dev.sia.server.job..",
        "dev.sia.server.queue..",
        "dev.sia.server.agent..",
        "dev.sia.server.log..",
        "dev.sia.server.event..",
        "dev.sia.server.identity..",
        "dev.sia.server.member..",
        "dev.sia.server.outbox..",
        "dev.sia.server.attempt..",
        "dev.sia.server.dispatch..",
        "dev.sia.server.signal..",
        "dev.sia.server.timeline..",
        "dev.sia.server.settings..",
        "dev.sia.server.limit..",
        "dev.sia.server.feed..",
        "dev.sia.server.scheduling..",
        "dev.sia.server.audit..",
        "dev.sia.server.key..",
        "dev.sia.server.ticket.."
    };

    private static JavaClasses server;

    @BeforeAll
    static void readClasses() {
        server = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(server);
    }

    @Test
    void anEdgeNeverUsesAnotherEdge() {
        for (String edge : EDGES) {
            for (String other : EDGES) {
                if (!edge.equals(other)) {
                    check(noClasses()
                            .that()
                            .resideInAPackage(edge)
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(other));
                }
            }
        }
    }

    @Test
    void edgesUseFeaturesAndErrorsButNoMapperAndNoDatabase() {
        check(noClasses()
                .that()
                .resideInAnyPackage(EDGES)
                .should()
                .dependOnClassesThat(simpleNameEndingWith("Mapper").and(resideInAnyPackage(FEATURES)))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sia.server.dev..", "dev.sia.server.workflow..", "dev.sia.server.activity.."));
    }

    @Test
    void featuresKnowNoEdgeNoWorkflowAndNoStandIn() {
        check(noClasses()
                .that()
                .resideInAnyPackage(FEATURES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EDGES)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sia.server.dev..", "dev.sia.server.activity..", "dev.sia.server.management.."));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("dev.sia.server.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheRootKnowsTheRoot() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT));
    }

    @Test
    void onlyTheRootKnowsTheDevelopmentParts() {
        check(noClasses()
                .that(not(resideInAnyPackage(ROOT, "dev.sia.server.dev..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sia.server.dev.."));
    }

    @Test
    void onlyTheRootMeasures() {
        check(noClasses()
                .that(not(resideInAnyPackage(ROOT, "dev.sia.server.measure..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sia.server.measure.."));
    }

    @Test
    void onlyPortsKnowOfTls() {
        check(noClasses()
                .that(not(resideInAnyPackage(
                        ROOT, "dev.sia.server.tls..", "dev.sia.server.http..", "dev.sia.server.grpc..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sia.server.tls.."));
    }

    @Test
    void generatedTypesStayAtTheEdges() {
        check(noClasses()
                .that(not(resideInAnyPackage(EDGES)).and(not(resideInAnyPackage("dev.sia.server.json.."))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.sia.api.."));
        onlyIn("dev.sia.api.rest..", "dev.sia.server.rest..");
        onlyIn("dev.sia.api.live..", "dev.sia.server.live..");
        onlyIn("dev.sia.api.agent..", "dev.sia.server.grpc..");
    }

    @Test
    void everyProtocolLibraryHasItsPlace() {
        onlyIn("jakarta.ws.rs..", "dev.sia.server.rest..", ROOT);
        // Temporal's client tells of failures in gRPC's words, which the activities' package puts into ours.
        onlyIn("io.grpc..", "dev.sia.server.grpc..", "dev.sia.server.activity..", "dev.sia.server.dev..", ROOT);
        onlyIn(
                "io.temporal..",
                "dev.sia.server.workflow..",
                "dev.sia.server.activity..",
                "dev.sia.server.measure..",
                "dev.sia.server.dev..",
                ROOT);
        onlyIn("liquibase..", "dev.sia.server.db..");
        onlyIn("com.zaxxer.hikari..", "dev.sia.server.db..", "dev.sia.server.management..");
        onlyIn("org.jose4j..", "dev.sia.server.identity..", "dev.sia.server.dev..");
    }

    private static void onlyIn(String library, String... places) {
        check(noClasses()
                .that(not(resideInAnyPackage(places)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library));
    }

    @Test
    void onlyMappersAndTheDatabaseKnowMyBatis() {
        check(noClasses()
                .that(not(resideInAnyPackage(ROOT, "dev.sia.server.db..")).and(not(simpleNameEndingWith("Mapper"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ibatis.."));
    }

    @Test
    void aMapperIsUsedInItsOwnFeatureOnly() {
        check(classes()
                .that(simpleNameEndingWith("Mapper").and(resideInAnyPackage(FEATURES)))
                .should(new ArchCondition<>("be used in their own package or the root only") {
                    @Override
                    public void check(JavaClass mapper, ConditionEvents events) {
                        mapper.getDirectDependenciesToSelf().stream()
                                .filter(use ->
                                        !use.getOriginClass().getPackageName().equals(mapper.getPackageName()))
                                .filter(use ->
                                        !use.getOriginClass().getPackageName().equals(ROOT))
                                .forEach(
                                        use -> events.add(SimpleConditionEvent.violated(mapper, use.getDescription())));
                    }
                }));
    }

    /** The history of a workflow outlives the code that wrote it: nothing that may change belongs in it. */
    @Test
    void workflowsSeeValuesOnly() {
        check(classes()
                .that()
                .resideInAPackage("dev.sia.server.workflow..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.sia.server.workflow..", "java..", "io.temporal..", "org.slf4j..", "org.jspecify.."));
    }

    @Test
    void onlyMainReadsTheEnvironmentOrEndsTheProcess() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Common)$")
                .orShould()
                .haveNameMatching("dev\\.sia\\.server\\.(?!workflow|activity).*Impl$"));
        check(methods().should().notHaveName("getInstance"));
    }

    @Test
    void thereIsNoMutableStatic() {
        check(fields().that().areStatic().should().beFinal());
    }

    @Test
    void loggersArePrivateConstants() {
        check(fields().that()
                .haveRawType("org.slf4j.Logger")
                .and()
                .areDeclaredInClassesThat(not(resideInAPackage("dev.sia.server.workflow..")))
                .should()
                .bePrivate()
                .andShould()
                .haveModifier(JavaModifier.STATIC));
    }
}
