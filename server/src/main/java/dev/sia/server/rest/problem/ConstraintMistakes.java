package dev.sia.server.rest.problem;

import dev.sia.server.error.DomainException;
import dev.sia.server.error.FieldError;
import dev.sia.server.rest.operation.Operation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.Iterator;

/** Where in the request each broken constraint of the contract is. */
final class ConstraintMistakes {
    private ConstraintMistakes() {}

    static DomainException refusal(ConstraintViolationException thrown) {
        return DomainException.invalid(thrown.getConstraintViolations().stream()
                .map(ConstraintMistakes::error)
                .distinct()
                .sorted(Comparator.comparing(FieldError::pointer).thenComparing(FieldError::message))
                .toList());
    }

    private static FieldError error(ConstraintViolation<?> violation) {
        Iterator<Path.Node> nodes = violation.getPropertyPath().iterator();
        Path.MethodNode method = nodes.next().as(Path.MethodNode.class);
        Path.ParameterNode parameter = nodes.next().as(Path.ParameterNode.class);
        Annotation[] annotations = Operation.contractMethod(
                        violation.getRootBeanClass(), method.getName(), method.getParameterTypes())
                .getParameterAnnotations()[parameter.getParameterIndex()];
        String message = violation.getMessage();
        for (Annotation annotation : annotations) {
            switch (annotation) {
                case QueryParam query -> {
                    return FieldError.inQuery(query.value(), message);
                }
                case PathParam path -> {
                    return FieldError.inPath(path.value(), message);
                }
                case HeaderParam header -> {
                    return FieldError.inHeader(header.value(), message);
                }
                default -> {}
            }
        }
        return FieldError.inBody(pointer(nodes), message);
    }

    private static String pointer(Iterator<Path.Node> nodes) {
        StringBuilder pointer = new StringBuilder();
        nodes.forEachRemaining(node -> {
            if (node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            }
            if (node.getKind() == ElementKind.PROPERTY && node.getName() != null) {
                pointer.append('/').append(Pointers.escape(node.getName()));
            }
        });
        return pointer.toString();
    }
}
