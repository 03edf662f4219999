package dev.sia.server.rest.operation;

import dev.sia.api.rest.RequiredRole;
import dev.sia.api.rest.SuccessStatus;
import dev.sia.server.identity.Role;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One operation as the annotations of its generated interface tell it.
 *
 * @param requiredRole empty when it needs no credentials
 * @param organizational whether it is about one organization, named in its path
 * @param queryNames its query parameters; true for those that may be repeated
 * @param produces media types of its success
 */
public record Operation(
        int successStatus,
        Optional<Role> requiredRole,
        boolean organizational,
        Map<String, Boolean> queryNames,
        List<MediaType> produces) {
    static final String ORGANIZATION = "organizationId";
    static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

    /** Whether the method is one of ours, not one that Jersey adds by itself. */
    static boolean isContracted(Method resourceMethod) {
        return Arrays.stream(resourceMethod.getDeclaringClass().getInterfaces())
                .anyMatch(implemented -> implemented.getPackage().equals(RequiredRole.class.getPackage()));
    }

    static Operation of(Method resourceMethod) {
        Method contract = contractMethod(
                resourceMethod.getDeclaringClass(),
                resourceMethod.getName(),
                Arrays.asList(resourceMethod.getParameterTypes()));
        RequiredRole role = contract.getAnnotation(RequiredRole.class);
        return new Operation(
                contract.getAnnotation(SuccessStatus.class).value(),
                Optional.ofNullable(role)
                        .map(required -> Role.valueOf(required.value().toUpperCase(Locale.ROOT))),
                parameters(contract, PathParam.class).stream()
                        .anyMatch(parameter ->
                                parameter.getAnnotation(PathParam.class).value().equals(ORGANIZATION)),
                queryNames(contract),
                Arrays.stream(contract.getAnnotation(Produces.class).value())
                        .map(MediaType::valueOf)
                        .filter(type -> !type.equals(PROBLEM))
                        .toList());
    }

    private static Map<String, Boolean> queryNames(Method contract) {
        Map<String, Boolean> names = new HashMap<>();
        for (Parameter parameter : parameters(contract, QueryParam.class)) {
            names.put(
                    parameter.getAnnotation(QueryParam.class).value(),
                    Collection.class.isAssignableFrom(parameter.getType()));
        }
        return Map.copyOf(names);
    }

    private static List<Parameter> parameters(Method method, Class<? extends Annotation> kind) {
        return Arrays.stream(method.getParameters())
                .filter(parameter -> parameter.isAnnotationPresent(kind))
                .toList();
    }

    /** The method of a generated interface that the resource's method implements. */
    public static Method contractMethod(Class<?> resource, String name, List<Class<?>> parameterTypes) {
        return Arrays.stream(resource.getInterfaces())
                .flatMap(contract -> Arrays.stream(contract.getMethods()))
                .filter(method -> method.getName().equals(name)
                        && Arrays.asList(method.getParameterTypes()).equals(parameterTypes))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(resource + "." + name + " is not in the contract"));
    }
}
