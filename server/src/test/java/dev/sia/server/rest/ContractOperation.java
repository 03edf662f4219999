package dev.sia.server.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operation as the OpenAPI contract names it. */
record ContractOperation(String id, String method, String path, boolean takesIfMatch) {
    private static final Pattern PATH = Pattern.compile(" {2}(/\\S*):");
    private static final Pattern METHOD = Pattern.compile(" {4}(get|put|post|patch|delete|head|options):");
    private static final Pattern ID = Pattern.compile(" {6}operationId: (\\w+)");

    /** All of them. */
    static List<ContractOperation> all() {
        List<ContractOperation> operations = new ArrayList<>();
        String path = "";
        String method = "";
        for (String line : contract().lines().toList()) {
            Matcher pathLine = PATH.matcher(line);
            Matcher methodLine = METHOD.matcher(line);
            Matcher idLine = ID.matcher(line);
            if (pathLine.matches()) {
                path = pathLine.group(1);
            } else if (methodLine.matches()) {
                method = methodLine.group(1).toUpperCase(Locale.ROOT);
            } else if (idLine.matches()) {
                operations.add(new ContractOperation(idLine.group(1), method, path, false));
            } else if (line.endsWith("'#/components/parameters/ifMatch'")) {
                ContractOperation last = operations.removeLast();
                operations.add(new ContractOperation(last.id, last.method, last.path, true));
            }
        }
        return operations;
    }

    private static String contract() {
        try (InputStream in = ContractOperation.class.getResourceAsStream("/contracts/openapi/sia.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException thrown) {
            throw new UncheckedIOException(thrown);
        }
    }

    boolean reads() {
        return method.equals("GET");
    }

    boolean ofOrganization() {
        return path.contains("{organizationId}");
    }

    @Override
    public String toString() {
        return id;
    }
}
