package dev.sia.sdk.error;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The server, or something that it needs, is away (502, 503, 504, or no answer at all). The client has already tried again
 * where that was safe.
 */
public final class SiaUnavailableException extends SiaException {

    /** A failure as {@code error} says, because of {@code cause}. */
    public SiaUnavailableException(SiaError error, @Nullable Throwable cause) {
        super(error, cause);
    }

    /** There was no answer from {@code address}; the message names it and says why. */
    public static SiaUnavailableException unreachable(URI address, Throwable cause) {
        String detail =
                "The SIA server at " + address + " cannot be reached: " + reason(cause) + advice(address, cause) + ".";
        return new SiaUnavailableException(SiaError.of(0, "unreachable", detail), cause);
    }

    /** What is often behind it, when client and server do not speak the same. */
    private static String advice(URI address, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return ": nobody whom this client trusts has signed the server's certificate";
            }
            if (cause instanceof SSLException
                    && String.valueOf(cause.getMessage()).contains("SSL message")) {
                return ": perhaps the server speaks plain http there";
            }
            if (cause instanceof EOFException && "http".equals(address.getScheme())) {
                return ": perhaps the server speaks https there";
            }
        }
        return "";
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its host name is not known";
            }
            if (cause instanceof SSLException) {
                return "TLS failed (" + cause.getMessage() + ")";
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return "nothing answers there";
            }
            if (cause instanceof HttpTimeoutException) {
                return "it did not answer in time";
            }
        }
        if (failure instanceof ConnectException) {
            return "the connection was refused";
        }
        return "the connection broke (" + lastMessage(failure) + ")";
    }

    private static String lastMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
