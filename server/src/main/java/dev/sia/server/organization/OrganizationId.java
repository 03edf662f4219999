package dev.sia.server.organization;

import dev.sia.server.db.Tenant;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.error.IdText;
import java.util.Objects;
import java.util.UUID;

/** Identifies a tenant; the same value as PropelAuth's {@code org_id}. */
public record OrganizationId(UUID value) implements Tenant {
    public OrganizationId {
        Objects.requireNonNull(value, "value");
    }

    /** Reads the canonical text form; anything else is a validation error of the path parameter. */
    public static OrganizationId parse(String text) {
        try {
            return new OrganizationId(IdText.parse(text));
        } catch (IllegalArgumentException notAnId) {
            throw DomainException.invalid(FieldError.inPath("organizationId", "must be a UUID"));
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
