package dev.sia.server.rest.docs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The three contracts and the schemas that they share, under the paths at which their references to each other hold. */
public final class PublishedContracts {
    /**
     * One file.
     *
     * @param path below {@code /v1/contracts/}
     * @param sha256 hexadecimal, of the bytes as they are sent
     */
    public record File(String path, String mediaType, String sha256, String text) {}

    private static final String YAML = "application/yaml";
    private static final String TEXT = "text/plain";
    private static final String OPENAPI = "openapi/sia.yaml";
    private static final Pattern VERSION = Pattern.compile("(?m)^ {2}version: *\"?([^\"\\s]+)");

    private final Map<String, File> files = new TreeMap<>();
    private final String version;

    public PublishedContracts() {
        Stream.of(
                        "agent",
                        "audit",
                        "common",
                        "contract",
                        "event",
                        "job",
                        "key",
                        "live",
                        "log",
                        "organization",
                        "problem",
                        "queue",
                        "timeline")
                .forEach(name -> add("schemas/" + name + ".yaml", "schemas/" + name + ".yaml", YAML));
        add(OPENAPI, OPENAPI, YAML);
        add("asyncapi/sia-live.yaml", "asyncapi/sia-live.yaml", YAML);
        add("proto/agent.proto", "proto/sia/agent/v1/agent.proto", TEXT);
        Matcher matcher = VERSION.matcher(find(OPENAPI).orElseThrow().text());
        if (!matcher.find()) {
            throw new IllegalStateException("The OpenAPI contract has no version");
        }
        version = matcher.group(1);
    }

    private void add(String path, String resource, String mediaType) {
        byte[] bytes = ClassPathFiles.read("/contracts/" + resource);
        files.put(path, new File(path, mediaType, sha256(bytes), new String(bytes, StandardCharsets.UTF_8)));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    public String version() {
        return version;
    }

    /** All files, by path. */
    public Collection<File> files() {
        return files.values();
    }

    public Optional<File> find(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
