package dev.sia.contracts.rest;

import au.com.dius.pact.provider.junitsupport.State;
import dev.sia.api.model.Scope;
import dev.sia.contracts.Tenant;
import dev.sia.contracts.TestServer;
import dev.sia.server.identity.Role;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The states of {@link RestStates}: callers who are refused, on a server that is well or on one that is not. */
public final class RefusedCallers implements AutoCloseable {
    /** What an organization may have. */
    private static final int API_KEYS = 200;

    private final TestServer server;
    private @Nullable StrainedServer strained;
    private @Nullable BusyServer busy;
    private @Nullable Tenant standing;
    private BiConsumer<URI, String> calls = (url, token) -> {};

    RefusedCallers(TestServer server) {
        this.server = server;
    }

    /** @param calls is told from now on which server the caller of the next state calls, and with which token */
    void tell(BiConsumer<URI, String> calls) {
        this.calls = calls;
    }

    /** An organization for requests that change nothing in it. */
    private Tenant standing() {
        Tenant there = standing;
        if (there == null) {
            there = server.tenant();
            standing = there;
        }
        return there;
    }

    private Map<String, Object> calls(String token, UUID organizationId) {
        return calls(URI.create(server.addresses().httpUrl()), token, organizationId);
    }

    private Map<String, Object> calls(URI url, String token, UUID organizationId) {
        calls.accept(url, token);
        Map<String, Object> ids = new HashMap<>();
        RestInteraction.EXAMPLES
                .keySet()
                .forEach(name -> ids.put(name, UUID.randomUUID().toString()));
        ids.put("organizationId", organizationId.toString());
        return ids;
    }

    @State(RestStates.OWNER_OF_NOTHING)
    public Map<String, Object> ownerOfNothing() {
        return calls(standing().token(Role.OWNER), standing().organizationId());
    }

    @State(RestStates.VIEWER)
    public Map<String, Object> viewer() {
        return calls(standing().token(Role.VIEWER), standing().organizationId());
    }

    @State(RestStates.OTHERS)
    public Map<String, Object> organizationOfOthers() {
        return calls(server.token(UUID.randomUUID(), Role.OWNER), standing().organizationId());
    }

    @State(RestStates.KEY_FOR_THE_AUDIT_ONLY)
    public Map<String, Object> keyForTheAuditOnly() {
        String key = standing()
                .owner()
                .keys(standing().organizationId())
                .create("audit", Set.of(Scope.AUDIT_READ), null)
                .getKey();
        return calls(key, standing().organizationId());
    }

    @State(RestStates.AS_MANY_KEYS_AS_MAY_BE)
    public Map<String, Object> asManyKeysAsMayBe() {
        try (Tenant here = server.tenant()) {
            for (int count = 0; count < API_KEYS; count++) {
                here.owner().keys(here.organizationId()).create("ci", Set.of(Scope.JOBS_READ), null);
            }
            return calls(here.token(Role.OWNER), here.organizationId());
        }
    }

    @State(RestStates.FAULT)
    public Map<String, Object> fault() {
        Map<String, Object> ids = ownerOfNothing();
        Fault.put(true);
        return ids;
    }

    private StrainedServer strained() {
        StrainedServer there = strained;
        if (there == null) {
            there = new StrainedServer();
            strained = there;
        }
        return there;
    }

    private Map<String, Object> calls(StrainedServer.Caller caller) {
        return calls(strained().url(), caller.token(), caller.organizationId());
    }

    @State(RestStates.TOKEN_NOT_GOOD)
    public Map<String, Object> tokenNotGood() {
        return calls(strained().url(), "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl", UUID.randomUUID());
    }

    @State(RestStates.NO_DATABASE)
    public Map<String, Object> noDatabase() {
        return calls(strained().owner());
    }

    @State(RestStates.NO_DATABASE_FOR_A_KEY)
    public Map<String, Object> noDatabaseForAKey() {
        return calls(strained().key());
    }

    @State(RestStates.ASKED_TOO_OFTEN)
    public Map<String, Object> askedTooOften() {
        return calls(strained().tooBusy());
    }

    @State(RestStates.TOO_BUSY)
    public Map<String, Object> tooBusy() {
        BusyServer there = busy;
        if (there == null) {
            there = new BusyServer();
            busy = there;
        }
        there.occupy();
        return calls(there.url(), "", UUID.randomUUID());
    }

    @State(RestStates.SMALL_BODIES)
    public Map<String, Object> smallBodies() {
        return calls(strained().owner());
    }

    @Override
    public void close() {
        if (standing != null) {
            standing.close();
        }
        if (strained != null) {
            strained.close();
        }
        if (busy != null) {
            busy.close();
        }
    }
}
