package dev.sia.server.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Signs certificates with the JDK's keytool and writes them as PEM files. */
public final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final Path store;
    private final Path certificate;

    /** Files in PEM. */
    public record Issued(Path certificate, Path key) {}

    public TestAuthority(Path directory, String name) throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.store = directory.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-keyalg", "EC", "-ext", "bc:c");
        certificate = write(
                name + ".pem", pem("CERTIFICATE", store().getCertificate("ca").getEncoded()));
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate for this machine. */
    public Issued issue(String name) throws IOException, GeneralSecurityException {
        return issue(name, "EC");
    }

    /** The same with a key of a kind. */
    public Issued issue(String name, String kind) throws IOException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-signer",
                "ca",
                "-dname",
                "CN=" + name,
                "-keyalg",
                kind,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        KeyStore keys = store();
        StringBuilder chain = new StringBuilder();
        for (Certificate one : keys.getCertificateChain(name)) {
            chain.append(pem("CERTIFICATE", one.getEncoded()));
        }
        Key key = keys.getKey(name, PASSWORD.toCharArray());
        return new Issued(
                write(name + ".crt", chain.toString()), write(name + ".key", pem("PRIVATE KEY", key.getEncoded())));
    }

    /** Of a client that trusts this authority and shows, if asked, a certificate that it has issued. */
    public SSLContext client(@Nullable String issued) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", store().getCertificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(issued == null ? new KeyManager[0] : keys(issued), trust.getTrustManagers(), null);
        return context;
    }

    private KeyManager[] keys(String issued) throws IOException, GeneralSecurityException {
        KeyStore all = store();
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                issued,
                all.getKey(issued, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all.getCertificateChain(issued));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(one, PASSWORD.toCharArray());
        return factory.getKeyManagers();
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(encoded)
                + "\n-----END " + kind + "-----\n";
    }

    private void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-validity", "2", "-J-XX:TieredStopAtLevel=1"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + said);
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            throw new IOException(interrupted);
        }
    }
}
