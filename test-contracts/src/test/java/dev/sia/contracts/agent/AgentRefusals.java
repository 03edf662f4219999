package dev.sia.contracts.agent;

import au.com.dius.pact.core.model.ProviderState;
import au.com.dius.pact.core.model.V4Interaction;
import au.com.dius.pact.core.model.v4.MessageContents;
import com.google.protobuf.Descriptors.Descriptor;
import dev.sia.api.agent.v1.ConfirmCredentialRequest;
import dev.sia.api.agent.v1.ConnectRequest;
import dev.sia.api.agent.v1.EnrolRequest;
import dev.sia.api.agent.v1.RotateCredentialRequest;
import dev.sia.contracts.pact.Example;
import dev.sia.contracts.pact.Pacts;
import io.grpc.Status;
import java.util.List;

/** How calls of agents end that do not go well, as the contract of each call declares it. */
public final class AgentRefusals {
    static final String CONSUMER = "any-agent";

    /** Kind of the message that stands for the status at the end of a call. */
    public static final String STATUS = "grpc.Status";

    static final String NO_TOKEN = "an enrolment token that nobody has issued";
    static final String TOKEN = "an enrolment token";
    static final String REVOKED = "a credential that was revoked";
    static final String ENROLLED = "an enrolled agent";
    static final String SILENT = "an agent that opens a stream and says nothing";
    static final String TWICE = "an attached agent that connects a second time";
    static final String STOPPING = "an attached agent of a server that stops";

    private static final String ATTACH = """
            {"attach": {"protocolMajor": %d, "protocolMinor": 0, "agentVersion": "0.1.0", "labels": ["linux"],
              "capacity": %d, "heldAttempts": []}}
            """;

    private AgentRefusals() {}

    static List<V4Interaction> all() {
        return List.of(
                refused("enrol with a token that is not good", NO_TOKEN, enrol("build-box-1"), "UNAUTHENTICATED"),
                refused("enrol under an empty name", TOKEN, enrol(""), "INVALID_ARGUMENT"),
                refused(
                        "ask for a new credential with one that was revoked",
                        REVOKED,
                        contents("{}", RotateCredentialRequest.getDescriptor()),
                        "UNAUTHENTICATED"),
                refused(
                        "use a credential that was revoked",
                        REVOKED,
                        contents("{}", ConfirmCredentialRequest.getDescriptor()),
                        "UNAUTHENTICATED"),
                refused("attach with a credential that was revoked", REVOKED, attach(1, 1), "UNAUTHENTICATED"),
                refused("attach with another protocol", ENROLLED, attach(2, 1), "FAILED_PRECONDITION"),
                refused("attach without room for anything", ENROLLED, attach(1, 0), "INVALID_ARGUMENT"),
                refused(
                        "begin with something else than Attach",
                        ENROLLED,
                        contents("{\"heartbeat\": {}}", ConnectRequest.getDescriptor()),
                        "FAILED_PRECONDITION"),
                ended("say nothing", SILENT, "DEADLINE_EXCEEDED"),
                ended("connect a second time", TWICE, "ABORTED"),
                ended("be there when the server stops", STOPPING, "UNAVAILABLE"));
    }

    private static MessageContents enrol(String name) {
        return contents("{\"name\": \"" + name + "\"}", EnrolRequest.getDescriptor());
    }

    private static MessageContents attach(int protocol, int capacity) {
        return contents(ATTACH.formatted(protocol, capacity), ConnectRequest.getDescriptor());
    }

    private static MessageContents contents(String json, Descriptor type) {
        return Example.json(json).message(type.getFullName());
    }

    private static V4Interaction refused(String description, String state, MessageContents request, String code) {
        return Pacts.exchange(description, new ProviderState(state), request, status(code));
    }

    private static V4Interaction ended(String description, String state, String code) {
        return Pacts.message(description, new ProviderState(state), status(code));
    }

    private static MessageContents status(String code) {
        return Example.json("{\"code\": \"" + code + "\", \"description\": \"What happened and what to do about it.\"}")
                .exactly("$.code")
                .matching("$.description", ".+")
                .message(STATUS);
    }

    /** A status as such a message. */
    static String json(Status status) {
        return "{\"code\": \"" + status.getCode() + "\", \"description\": \""
                + String.valueOf(status.getDescription()).replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
    }
}
