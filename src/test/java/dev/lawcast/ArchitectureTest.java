package dev.lawcast;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.lawcast.scaling.law.LawCatalogue;
import dev.lawcast.scaling.law.ScalingLaw;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The picture of the packages, as in ARCHITECTURE.md: each may use those to the right of it.
class ArchitectureTest {

    private static final String PICTURE =
            """
            workspaces        → api access database
            telemetry         → api jobs database
            oidc              → api access
            backups           → uploads api access database
            dashboard         → theory sources schedules forecasts fits customlaws curves runs experiments api access jobs
            forecasts         → customlaws fits runs experiments scaling.known scaling.select scaling.forecast scaling.fit scaling.law api access jobs
            fits              → customlaws curves runs experiments scaling.select scaling.forecast scaling.fit scaling.formula scaling.law api access jobs
            customlaws        → scaling.formula scaling.law api access jobs
            schedules         → calibration events forecasts fits runs experiments scaling.forecast scaling.fit scaling.law api access jobs
            calibration       → events forecasts fits runs experiments scaling.forecast scaling.fit scaling.law api access jobs
            events            → webhooks experiments api access jobs
            webhooks          → experiments api access jobs
            theory            → uploads scaling.theory api access jobs
            projections       → sources runs experiments scaling.mixture scaling.transport scaling.fit api access jobs
            sources           → uploads scaling.pilot scaling.transport api access jobs
            curves            → runs experiments uploads api access jobs
            runs              → experiments uploads api access jobs
            experiments       → api access jobs
            uploads           → api
            access            → api jobs database
            api               →
            jobs              →
            database          →
            scaling.select    → scaling.forecast scaling.fit scaling.law
            scaling.known     → scaling.fit scaling.law
            scaling.forecast  → scaling.fit scaling.law
            scaling.fit       → scaling.law
            scaling.formula   → scaling.law
            scaling.law       →
            scaling.theory    →
            scaling.mixture   → scaling.transport scaling.fit
            scaling.pilot     → scaling.transport
            scaling.transport →
            """;

    private static final String ROOT = "dev.lawcast.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.lawcast");

    @Test
    void thePackagesUseEachOtherAsInThePicture() {
        Map<String, Set<String>> allowed = picture();
        var others = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            String from = packageOf(type);
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = packageOf(target);
                if (target.getPackageName().startsWith(ROOT)
                        && !from.isEmpty()
                        && !to.equals(from)
                        && !allowed.getOrDefault(from, Set.of()).contains(to)) {
                    others.add(from + " → " + to + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(others).as("uses that are not in the picture").isEmpty();
    }

    @Test
    void thePictureNamesEveryPackage() {
        Set<String> packages =
                CLASSES.stream()
                        .map(ArchitectureTest::packageOf)
                        .filter(name -> !name.isEmpty() && !name.equals("scaling"))
                        .collect(Collectors.toSet());
        assertThat(packages).isEqualTo(picture().keySet());
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching("dev.lawcast.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theScienceKnowsNothingOfTheService() {
        classes()
                .that()
                .resideInAPackage("..scaling..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "org.hipparchus..", "org.jspecify..", "dev.lawcast.scaling..")
                .check(CLASSES);
    }

    @Test
    void theScienceIsAFunctionOfItsArguments() {
        noClasses()
                .that()
                .resideInAPackage("..scaling..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.time..",
                        "java.util.logging..",
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.sql..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .accessClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .check(CLASSES);
    }

    /// What a user sends is data: nothing here could run it, or make an object of a class that it
    /// names.
    @Test
    void nothingRunsWhatAUserSends() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "javax.script..",
                        "org.springframework.expression..",
                        "javax.naming..",
                        "javax.tools..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("JsonTypeInfo")
                .orShould()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .check(CLASSES);
    }

    /// A law outside `scaling.law` is made from what a user gives, and is in no list.
    @Test
    void everyLawIsInTheCatalogue() {
        Set<String> written =
                CLASSES.stream()
                        .filter(type -> type.isAssignableTo(ScalingLaw.class))
                        .filter(ArchitectureTest::standsAlone)
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        Set<String> served =
                LawCatalogue.all().stream()
                        .map(law -> law.getClass().getSimpleName())
                        .collect(Collectors.toSet());
        assertThat(served).isEqualTo(written).isNotEmpty();
    }

    /// Laws made from something else, a formula or another law, are in no catalogue.
    private static boolean standsAlone(JavaClass law) {
        return !law.getModifiers().contains(JavaModifier.ABSTRACT)
                && law.getConstructors().stream().anyMatch(c -> c.getParameters().isEmpty());
    }

    private static Map<String, Set<String>> picture() {
        var allowed = new TreeMap<String, Set<String>>();
        for (String line : PICTURE.lines().toList()) {
            String[] sides = line.split("→", -1);
            allowed.put(
                    sides[0].strip(),
                    Arrays.stream(sides[1].strip().split(" +"))
                            .filter(name -> !name.isEmpty())
                            .collect(Collectors.toSet()));
        }
        return allowed;
    }

    /// `fits`, or `scaling.fit`; empty for the root.
    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "";
    }
}
