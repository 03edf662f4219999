package dev.sia.server.rest.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.ValidationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Takes the place of Jersey's own mapper of validation failures, which is nearer to them than {@link ProblemMapper}. */
public final class ConstraintProblemMapper implements ExceptionMapper<ValidationException> {
    private final ProblemMapper problems;

    /** @param request stands for the one being answered */
    public ConstraintProblemMapper(@Context HttpServletRequest request) {
        this.problems = new ProblemMapper(request);
    }

    @Override
    public Response toResponse(ValidationException thrown) {
        return problems.toResponse(thrown);
    }
}
