package dev.sia.server.rest.operation;

import dev.sia.api.rest.DeprecatedSince;
import dev.sia.api.rest.RequiredRole;
import dev.sia.api.rest.RequiredScope;
import dev.sia.api.rest.SuccessStatus;
import dev.sia.server.identity.Access;
import dev.sia.server.identity.Role;
import dev.sia.server.identity.Scope;
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
 * @param name its operationId
 * @param authenticated whether it needs credentials
 * @param access what it demands of the caller in the organization that its path names; empty when it names none
 * @param queryNames its query parameters; true for those that may be repeated
 * @param produces media types of its success
 * @param deprecation since when it is deprecated, and until when it stays; empty for one that is not
 */
public record Operation(
        String name,
        int successStatus,
        boolean authenticated,
        Optional<Access> access,
        Map<String, Boolean> queryNames,
        List<MediaType> produces,
        Optional<DeprecatedSince> deprecation) {
    static final String ORGANIZATION = "organizationId";
    static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

    /** Whether the method is one of ours, not one that Jersey adds by itself. */
    static boolean isContracted(Method resourceMethod) {
        return Arrays.stream(resourceMethod.getDeclaringClass().getInterfaces())
                .anyMatch(implemented -> implemented.getPackage().equals(RequiredRole.class.getPackage()));
    }

    public static Operation of(Method resourceMethod) {
        Method contract = contractMethod(
                resourceMethod.getDeclaringClass(),
                resourceMethod.getName(),
                Arrays.asList(resourceMethod.getParameterTypes()));
        RequiredRole role = contract.getAnnotation(RequiredRole.class);
        return new Operation(
                contract.getName(),
                contract.getAnnotation(SuccessStatus.class).value(),
                role != null,
                organizational(contract) ? Optional.of(access(contract)) : Optional.empty(),
                queryNames(contract),
                Arrays.stream(contract.getAnnotation(Produces.class).value())
                        .map(MediaType::valueOf)
                        .filter(type -> !type.equals(PROBLEM))
                        .toList(),
                Optional.ofNullable(contract.getAnnotation(DeprecatedSince.class)));
    }

    private static boolean organizational(Method contract) {
        return parameters(contract, PathParam.class).stream()
                .anyMatch(parameter ->
                        parameter.getAnnotation(PathParam.class).value().equals(ORGANIZATION));
    }

    /** @throws NullPointerException at the start when the contract does not say: nothing is served unguarded */
    private static Access access(Method contract) {
        String role = contract.getAnnotation(RequiredRole.class).value();
        String scope = contract.getAnnotation(RequiredScope.class).value();
        return new Access(Role.valueOf(role.toUpperCase(Locale.ROOT)), Scope.ofWire(scope));
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
