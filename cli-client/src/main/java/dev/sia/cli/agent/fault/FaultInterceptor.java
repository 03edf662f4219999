package dev.sia.cli.agent.fault;

import dev.sia.api.agent.v1.AgentServiceGrpc;
import dev.sia.api.agent.v1.ConnectRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Puts faults into every session of an agent; other calls pass. */
final class FaultInterceptor implements ClientInterceptor {
    private static final int MOST_REMEMBERED = 1_000;

    private final Faults faults;
    private final Consumer<String> say;
    /** Reports that were sent in any session, the last ones: a new session repeats them, which is nothing new. */
    private final Set<ConnectRequest> reported =
            Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<ConnectRequest, Boolean> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            }));

    FaultInterceptor(Faults faults, Consumer<String> say) {
        this.faults = faults;
        this.say = say;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        ClientCall<Q, R> call = next.newCall(method, options);
        boolean session = method.getFullMethodName()
                .equals(AgentServiceGrpc.getConnectMethod().getFullMethodName());
        return session ? new FaultyCall<>(call, faults, reported::add, say) : call;
    }
}
