package dev.sia.contracts.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.model.AuditOutcome;
import dev.sia.api.model.Scope;
import dev.sia.contracts.ScriptedAgent;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.node.ChildNode;
import dev.sia.contracts.node.EmbeddedDatabase;
import dev.sia.contracts.node.Identity;
import dev.sia.contracts.node.JavaProcess;
import dev.sia.sdk.AuditQuery;
import dev.sia.server.Main;
import dev.sia.server.identity.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real secrets of every kind are used on every surface of a real server that logs all it can, rightly and wrongly; none may be found
 * afterwards in its log, its answers, its database, its command line, or a file that others can read.
 */
class SecretCanaryIT {
    private static final Map<String, String> LOGS_ALL = Map.of("SIA_LOG_LEVEL", "trace");

    @TempDir
    Path directory;

    private final List<Canary> canaries = new ArrayList<>();

    private String canary(String name, String secret) {
        canaries.add(Canary.of(name, secret));
        return secret;
    }

    /** The signature alone is a secret's own: what a token says about its user is known elsewhere, too. */
    private String tokenCanary(String name, String token) {
        canaries.add(Canary.of(name, token.substring(token.lastIndexOf('.') + 1)));
        return token;
    }

    private void assertInNone(String place, String text) {
        assertThat(canaries.stream()
                        .filter(canary -> canary.isIn(text))
                        .map(canary -> canary.name() + " in: " + canary.surroundings(text)))
                .as("secrets in " + place)
                .isEmpty();
    }

    /** Every secret on every surface takes about a minute, and longer when others run beside it. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noSecretLeavesItsPlaceWhateverIsDoneWithIt() throws Exception {
        Path data = directory.resolve("node");
        ChildNode node = ChildNode.unwatched(data, LOGS_ALL);
        try (node;
                Tenant tenant = new Tenant(node, UUID.randomUUID());
                Abuse abuse = new Abuse(node.addresses(), tenant.organizationId())) {
            String token = tokenCanary("an access token", node.token(tenant.organizationId(), Role.OWNER));
            for (String secret : secrets(node, tenant, data, token)) {
                abuse.everywhere(secret, token);
            }
            abuse.read(node.addresses().managementUrl() + "/metrics");
            abuse.read(node.addresses().managementUrl() + "/health/ready");
            awaitDenials(tenant);

            assertInNone("the answers", abuse.answers());
            assertInNone("the database", new EmbeddedDatabase(data).dump());
            assertInNone("command lines", commandLines(data));
            assertInNone("files that others can read", readableFiles(data));
        }
        assertThat(node.output()).as("it logs everything").contains("DEBUG");
        assertInNone("the log", node.output());
    }

    /** One of each kind; a new kind of credential needs a line here. */
    private List<String> secrets(ChildNode node, Tenant tenant, Path data, String token) throws IOException {
        List<String> secrets = new ArrayList<>(List.of(token));
        secrets.add(tokenCanary("a token of an outsider", node.token(UUID.randomUUID(), Role.OWNER)));
        try (Identity other = new Identity(directory.resolve("other"))) {
            secrets.add(
                    tokenCanary("an access token of another server", other.token(tenant.organizationId(), Role.OWNER)));
        }
        String enrolmentToken = canary(
                "a used enrolment token",
                tenant.owner()
                        .agents(tenant.organizationId())
                        .createEnrolmentToken(Duration.ofHours(1), 1)
                        .getToken());
        String credential = canary(
                "an agent credential",
                AgentServiceGrpc.newBlockingStub(tenant.channel())
                        .withInterceptors(ScriptedAgent.bearer(enrolmentToken))
                        .enrol(EnrolRequest.newBuilder().setName("box").build())
                        .getCredential());
        tenant.connect(credential).attach(1);
        secrets.add(enrolmentToken);
        secrets.add(canary(
                "an enrolment token",
                tenant.owner()
                        .agents(tenant.organizationId())
                        .createEnrolmentToken(Duration.ofHours(1), 1)
                        .getToken()));
        secrets.add(credential);
        secrets.add(canary("a credential that was never issued", "sia_ag_" + "Qx7".repeat(14)));
        secrets.add(canary(
                "an API key",
                tenant.owner()
                        .keys(tenant.organizationId())
                        .create("nightly build", Set.of(Scope.JOBS_READ), null)
                        .getKey()));
        secrets.add(canary(
                "a live ticket",
                tenant.owner().live().createTicket(tenant.organizationId()).getTicket()));
        secrets.add(canary("the password of the database", new EmbeddedDatabase(data).password()));
        return secrets;
    }

    private static void awaitDenials(Tenant tenant) {
        await().until(() -> tenant
                .owner()
                .audit(tenant.organizationId())
                .page(AuditQuery.ALL.withOutcome(AuditOutcome.DENIED), null)
                .getItems()
                .stream()
                .map(entry -> entry.getAction())
                .toList()
                .containsAll(List.of("listJobs", "enrol", "connect")));
    }

    /** Of the server and of all processes that it has started: PostgreSQL is nobody's child, but has the directory in its own. */
    private static String commandLines(Path data) throws IOException {
        long pid = new ObjectMapper()
                .readTree(data.resolve("server.json").toFile())
                .get("pid")
                .asLong();
        List<String> all = ProcessHandle.allProcesses()
                .map(process -> Map.entry(process.pid(), commandLine(process.pid())))
                .filter(process -> process.getKey() == pid || process.getValue().contains(data.toString()))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(all).as("the server and PostgreSQL").hasSizeGreaterThan(1);
        return String.join("\n", all);
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String readableFiles(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (isPrivate(entry)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    text.append(readableFiles(entry));
                } else if (Files.isRegularFile(entry)) {
                    text.append(new String(Files.readAllBytes(entry), StandardCharsets.ISO_8859_1));
                }
            }
        }
        return text.toString();
    }

    private static boolean isPrivate(Path entry) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(entry);
        return Stream.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)
                        .noneMatch(permissions::contains)
                && Stream.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE)
                        .noneMatch(permissions::contains);
    }

    private String random(String name) {
        return canary(
                name,
                "canary"
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Settings that are secret, and everything else that they must be set with. */
    private Map<String, String> secretSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "SIA_DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:1/sia?password=" + random("a password in the database's address"));
        settings.put("SIA_DATABASE_USER", "sia");
        settings.put("SIA_DATABASE_PASSWORD", random("the database's password"));
        settings.put("SIA_TEMPORAL_TARGET", "127.0.0.1:1");
        settings.put("SIA_TEMPORAL_API_KEY", random("Temporal's API key"));
        settings.put("SIA_PROPELAUTH_URL", "https://auth.example.com");
        settings.put("SIA_PROPELAUTH_INTEGRATION_KEY", random("PropelAuth's integration key"));
        return settings;
    }

    private void start(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(LOGS_ALL);
        environment.put("SIA_DATA_DIR", directory.resolve("data").toString());
        for (String port : List.of("SIA_HTTP_PORT", "SIA_GRPC_PORT", "SIA_MANAGEMENT_PORT")) {
            environment.put(port, "0");
        }
        environment.putAll(settings);
        try (JavaProcess server = new JavaProcess(Main.class, directory.resolve("start.log"), environment)) {
            assertThat(server.exitCode()).isNotZero();
            assertThat(server.output()).contains("SIA_");
            assertInNone("what it says", server.output());
        }
    }

    @Test
    void aStartThatFailsTellsNoSecretSetting() {
        start(secretSettings());
    }

    @Test
    void settingsOfTheWrongFormAreNotRepeated() {
        Map<String, String> settings = new HashMap<>();
        for (String name : List.of(
                "SIA_DATABASE_URL",
                "SIA_HTTP_PORT",
                "SIA_LOG_LEVEL",
                "SIA_TEMPORAL_TARGET",
                "SIA_PROPELAUTH_URL",
                "SIA_PROPELAUTH_VERIFIER_KEY",
                "SIA_PROPELAUTH_JWKS_URL",
                "SIA_ALLOWED_ORIGINS",
                "SIA_TEMPORAL_TLS_KEY_FILE",
                "SIA_AUDIT_KEEP")) {
            settings.put(name, random("the value of " + name));
        }
        start(settings);
        start(Map.of("SIA_DATABASE_PASSWORD", random("a password without an address")));
    }
}
