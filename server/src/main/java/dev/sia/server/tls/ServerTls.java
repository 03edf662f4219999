package dev.sia.server.tls;

import dev.sia.server.error.StartFailure;
import dev.sia.server.signal.WakeableLoop;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one port, from files that are looked at every few seconds. What has changed counts for new connections; open ones
 * go on. Files that are broken, or do not belong together, change nothing: what counted before goes on counting, and the log
 * says so once.
 */
public final class ServerTls implements AutoCloseable {
    /** Older versions are refused. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final TlsFiles files;
    private final CurrentIdentity identity;
    private final @Nullable CurrentAuthorities authorities;
    private final WakeableLoop loop;
    /** Guarded by this, as the next two. */
    private byte[] seen;

    private String complaint = "";
    private int loads = 1;

    private record Material(ServerIdentity identity, List<X509Certificate> authorities) {}

    private ServerTls(TlsFiles files, Map<PemFile, byte[]> contents) {
        this.files = files;
        seen = fingerprint(files, contents);
        Material first = material(contents);
        identity = new CurrentIdentity(first.identity());
        authorities = first.authorities().isEmpty() ? null : new CurrentAuthorities(first.authorities());
        loop = new WakeableLoop("TLS files", () -> {
            look();
            return INTERVAL;
        });
    }

    /**
     * Reads the files and begins to watch them.
     *
     * @throws StartFailure when one of them is not what it has to be
     */
    public static ServerTls start(TlsFiles files) {
        ServerTls tls = read(files);
        tls.loop.start();
        return tls;
    }

    /** The same, but they are looked at again only when {@link #look} is called. */
    static ServerTls read(TlsFiles files) {
        return new ServerTls(files, contents(files));
    }

    private static Map<PemFile, byte[]> contents(TlsFiles files) {
        return files.all().collect(Collectors.toMap(Function.identity(), PemFile::read));
    }

    private static byte[] content(Map<PemFile, byte[]> contents, PemFile file) {
        return Objects.requireNonNull(contents.get(file), file.setting());
    }

    private static byte[] fingerprint(TlsFiles files, Map<PemFile, byte[]> contents) {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            MessageDigest one = MessageDigest.getInstance("SHA-256");
            files.all().forEach(file -> all.update(one.digest(content(contents, file))));
            return all.digest();
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private Material material(Map<PemFile, byte[]> contents) {
        List<X509Certificate> chain = Pem.certificates(files.certificate(), content(contents, files.certificate()));
        var key = Pem.key(files.key(), content(contents, files.key()), chain.getFirst());
        List<X509Certificate> trusted = files.clientAuthorities()
                .map(file -> Pem.certificates(file, content(contents, file)))
                .orElse(List.of());
        return new Material(new ServerIdentity("identity-" + loads, chain, key), trusted);
    }

    /** Looks at the files now; returns whether others count from now on. */
    public synchronized boolean look() {
        try {
            Map<PemFile, byte[]> contents = contents(files);
            byte[] now = fingerprint(files, contents);
            if (Arrays.equals(now, seen)) {
                complaint = "";
                return false;
            }
            loads++;
            Material next = material(contents);
            identity.change(next.identity());
            if (authorities != null) {
                authorities.change(next.authorities());
            }
            seen = now;
            complaint = "";
            log.info(
                    "{} was read again; the certificate is good until {}",
                    files.certificate().path(),
                    next.identity().chain().getFirst().getNotAfter().toInstant());
            return true;
        } catch (StartFailure broken) {
            complain(String.valueOf(broken.getMessage()));
            return false;
        }
    }

    private void complain(String what) {
        if (!what.equals(complaint)) {
            log.warn("{}; the certificate and key from before stay in use", what);
            complaint = what;
        }
    }

    /** What the server shows. */
    public X509ExtendedKeyManager identity() {
        return identity;
    }

    /** What the client's certificate is checked with; empty when clients need none. */
    public Optional<X509ExtendedTrustManager> clientAuthorities() {
        return Optional.ofNullable(authorities);
    }

    /** For ports that make their connections of a context. */
    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {identity},
                    authorities == null ? new TrustManager[0] : new TrustManager[] {authorities},
                    null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This platform has no TLS", impossible);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
