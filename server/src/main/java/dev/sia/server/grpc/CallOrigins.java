package dev.sia.server.grpc;

import dev.sia.server.event.Origin;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives every call an id, and notes the address of the peer: where it comes from, for the audit. */
final class CallOrigins implements ServerInterceptor {
    private static final Context.Key<Origin> ORIGIN = Context.key("origin");

    /** Of the call that runs on this thread. */
    static Origin current() {
        return Optional.ofNullable(ORIGIN.get())
                .orElseThrow(() -> new IllegalStateException("No call that went through CallOrigins runs here"));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = Objects.requireNonNullElse(call.getMethodDescriptor().getBareMethodName(), "unknown");
        Origin origin = new Origin(
                method.toLowerCase(Locale.ROOT),
                address(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
                UUID.randomUUID());
        return Contexts.interceptCall(Context.current().withValue(ORIGIN, origin), call, headers, next);
    }

    private static String address(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress().getHostAddress()
                : String.valueOf(peer);
    }
}
