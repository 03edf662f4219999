package dev.sia.cli.agent.session;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;

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
}
