package dev.sia.cli.conformance.script;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Keeps the call's authorization for the methods of the service. */
final class AuthorizationReader implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> VALUE = Context.keyWithDefault("authorization", "");

    /** Of the present call; empty when it has none. */
    static String current() {
        return VALUE.get();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String value = headers.get(HEADER);
        Context context = Context.current().withValue(VALUE, value == null ? "" : value);
        return Contexts.interceptCall(context, call, headers, next);
    }
}
