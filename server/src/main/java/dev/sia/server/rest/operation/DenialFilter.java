package dev.sia.server.rest.operation;

import dev.sia.api.model.Problem;
import dev.sia.server.audit.Denial;
import dev.sia.server.audit.Denials;
import dev.sia.server.error.DomainException;
import dev.sia.server.error.ErrorCode;
import dev.sia.server.error.ErrorKind;
import dev.sia.server.event.Origin;
import dev.sia.server.organization.OrganizationId;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.Optional;

/**
 * Tells the audit of an organization who was refused in it: callers without valid credentials, outsiders, members and keys that may do
 * less, and whoever asks too much. What the outsider is answered does not depend on it.
 */
final class DenialFilter implements ContainerResponseFilter {
    private final String operation;
    private final Denials denials;

    DenialFilter(String operation, Denials denials) {
        this.operation = operation;
        this.denials = denials;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (!(response.getEntity() instanceof Problem problem)) {
            return;
        }
        ErrorCode code = ErrorCode.valueOf(problem.getCode().name());
        if (isRefusal(code.kind())) {
            organization(request)
                    .ifPresentOrElse(organization -> note(request, organization, code), () -> noteWithout(code));
        }
    }

    private static boolean isRefusal(ErrorKind kind) {
        return switch (kind) {
            case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, RATE_LIMITED -> true;
            case INVALID,
                    METHOD_NOT_ALLOWED,
                    NOT_ACCEPTABLE,
                    CONFLICT,
                    PRECONDITION_FAILED,
                    PRECONDITION_REQUIRED,
                    TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    INTERNAL -> false;
        };
    }

    private void note(ContainerRequestContext request, OrganizationId organization, ErrorCode code) {
        Origin origin = Origins.of(request, operation);
        Denial denial = CallerSupplier.find(request)
                .map(caller -> Denial.of(caller, organization, origin, code))
                .orElseGet(() -> Denial.ofStranger(organization, origin, code));
        // A member who names what is not there is not refused anything.
        if (!denial.proven() || code.kind() != ErrorKind.NOT_FOUND) {
            denials.note(denial);
        }
    }

    private void noteWithout(ErrorCode code) {
        if (code.kind() != ErrorKind.NOT_FOUND) {
            denials.noteOfNobody();
        }
    }

    private static Optional<OrganizationId> organization(ContainerRequestContext request) {
        String text = request.getUriInfo().getPathParameters().getFirst(Operation.ORGANIZATION);
        try {
            return text == null ? Optional.empty() : Optional.of(OrganizationId.parse(text));
        } catch (DomainException notAnId) {
            return Optional.empty();
        }
    }
}
