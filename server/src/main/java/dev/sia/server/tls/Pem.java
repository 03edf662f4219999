package dev.sia.server.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads PEM; every refusal names the setting and the file, and none repeats what is in it. */
final class Pem {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN (ENCRYPTED|RSA|EC|DSA) PRIVATE KEY-----");

    private Pem() {}

    static List<X509Certificate> certificates(PemFile file, byte[] content) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = CERTIFICATE.matcher(text(content));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                byte[] encoded = Base64.getMimeDecoder().decode(blocks.group(1));
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded)));
            }
        } catch (CertificateException | IllegalArgumentException broken) {
            throw file.failure("holds a certificate that cannot be read", broken);
        }
        if (certificates.isEmpty()) {
            throw file.failure("holds no certificate in PEM (BEGIN CERTIFICATE)", null);
        }
        return List.copyOf(certificates);
    }

    /** @param certificate whose key it has to be */
    static PrivateKey key(PemFile file, byte[] content, X509Certificate certificate) {
        String text = text(content);
        Matcher block = KEY.matcher(text);
        if (!block.find()) {
            throw file.failure(
                    OTHER_KEY.matcher(text).find()
                            ? "holds a key of another form: it must be PKCS 8 without a password (BEGIN PRIVATE KEY);"
                                    + " 'openssl pkcs8 -topk8 -nodes' makes one of it"
                            : "holds no private key in PEM (BEGIN PRIVATE KEY)",
                    null);
        }
        PublicKey counterpart = certificate.getPublicKey();
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
            PrivateKey key = KeyFactory.getInstance(counterpart.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (belongTogether(key, counterpart)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw file.failure("holds no private key of the certificate's kind", broken);
        }
        throw file.failure("holds the key of another certificate", null);
    }

    private static boolean belongTogether(PrivateKey key, PublicKey counterpart) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (counterpart.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> counterpart.getAlgorithm();
                });
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(probe);
        return signature.verify(signed);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
