package dev.sia.cli.agent.session;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.MetadataUtils;
import java.util.function.Supplier;

/** Puts a token into a call's metadata. */
public final class Authorization {
    private static final Metadata.Key<String> KEY = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Authorization() {}

    /** Shows a token with every call. */
    public static ClientInterceptor bearer(Secret token) {
        Metadata metadata = new Metadata();
        metadata.put(KEY, "Bearer " + token.value());
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    /** Shows with every call the token that is the right one then. */
    static ClientInterceptor bearer(Supplier<Secret> token) {
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                return bearer(token.get()).interceptCall(method, options, next);
            }
        };
    }
}
