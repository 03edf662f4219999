package dev.sia.server.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the caller's token out of the metadata; whose it is, the service finds out. A call without one ends here. */
final class BearerTokens implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> TOKEN = Context.key("bearer-token");
    private static final String SCHEME = "Bearer ";

    /** The token of the call that runs on this thread. */
    static String current() {
        return Optional.ofNullable(TOKEN.get())
                .orElseThrow(() -> new IllegalStateException("No call that went through BearerTokens runs here"));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String token = token(headers.get(AUTHORIZATION));
        if (token == null) {
            call.close(
                    Status.UNAUTHENTICATED.withDescription("Send the metadata entry `authorization: Bearer <token>`."),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(Context.current().withValue(TOKEN, token), call, headers, next);
    }

    private static @Nullable String token(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String token = authorization.substring(SCHEME.length()).strip();
        return token.isEmpty() ? null : token;
    }
}
