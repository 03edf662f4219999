package dev.sia.cli.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sia.cli.CliException;
import dev.sia.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The profiles in the configuration file, which only its owner can read. */
final class Profiles {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path file;

    Profiles(Path file) {
        this.file = file;
    }

    /** The file's content. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Content(@Nullable String current, TreeMap<String, Profile> profiles) {
        Content {
            profiles = profiles == null ? new TreeMap<>() : new TreeMap<>(profiles);
        }
    }

    Path file() {
        return file;
    }

    Content read() {
        try {
            return JSON.readValue(Files.readAllBytes(file), Content.class);
        } catch (NoSuchFileException none) {
            return new Content(null, new TreeMap<>());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, "the configuration file " + file + " cannot be read: " + reason(e), e);
        }
    }

    /** The named profile, or the current one; empty when there is none at all. */
    Optional<Profile> find(@Nullable String name) {
        Content content = read();
        String wanted = name == null ? content.current() : name;
        if (wanted == null) {
            return Optional.empty();
        }
        Profile profile = content.profiles().get(wanted);
        if (profile == null && name != null) {
            throw new CliException(
                    ExitCode.DENIED,
                    "there is no profile '" + name + "'; make it with 'sia login --profile " + name + " …'");
        }
        return Optional.ofNullable(profile);
    }

    /** Stores a profile and makes it the current one. */
    void put(String name, Profile profile) {
        Content content = read();
        content.profiles().put(name, profile);
        write(new Content(name, content.profiles()));
    }

    /** Makes a profile the current one. */
    void use(String name) {
        Content content = read();
        if (!content.profiles().containsKey(name)) {
            throw new CliException(ExitCode.NOT_FOUND, "there is no profile '" + name + "'");
        }
        write(new Content(name, content.profiles()));
    }

    /** Forgets the named profile, or the current one, and answers with its name. */
    Optional<String> remove(@Nullable String name) {
        Content content = read();
        String gone = name == null ? content.current() : name;
        if (gone == null || content.profiles().remove(gone) == null) {
            return Optional.empty();
        }
        String rest = gone.equals(content.current()) ? null : content.current();
        write(new Content(rest, content.profiles()));
        return Optional.of(gone);
    }

    private void write(Content content) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(
                    directory,
                    "config",
                    ".json",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, JSON.writeValueAsBytes(content));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.FAILED, "the configuration file " + file + " cannot be written: " + reason(e), e);
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
