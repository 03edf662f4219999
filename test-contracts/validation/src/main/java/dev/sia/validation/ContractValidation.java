package dev.sia.validation;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * JUnit begins with this when it finds it on the class path: it looks on from the start, and says at the end how much it has seen.
 * Every test fails for what was found while it ran.
 */
public final class ContractValidation implements LauncherSessionListener, AfterEachCallback, AfterAllCallback {
    private static final String AUTODETECTION = "junit.jupiter.extensions.autodetection.";
    private static final int FAILED = 1;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        JettyHooks.install();
        // Otherwise JUnit would leave out the half of it that fails tests.
        System.setProperty(AUTODETECTION + "enabled", "true");
        System.setProperty(AUTODETECTION + "include", ContractValidation.class.getName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failForFindings();
    }

    /** What came after the last test, or before the first. */
    @Override
    public void afterAll(ExtensionContext context) {
        failForFindings();
    }

    private static void failForFindings() {
        List<String> found = Watch.FINDINGS.take();
        if (!found.isEmpty()) {
            throw new AssertionError("Not as the contracts say:\n  " + String.join("\n  ", found));
        }
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        System.out.println("Contracts: " + Watch.FINDINGS.summary());
        List<String> late = Watch.FINDINGS.take();
        if (!late.isEmpty()) {
            // No test is left to fail.
            System.err.println("Not as the contracts say:\n  " + String.join("\n  ", late));
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
