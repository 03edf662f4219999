package dev.sia.server.db;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Records of exactly one UUID, text or number, such as {@code JobId}: stored as that one column. */
final class ValueRecords {
    private static final Set<Class<?>> COLUMN_TYPES = Set.of(UUID.class, String.class, long.class, int.class);

    /** Looked up once: the JVM makes the components of a record anew for whoever asks. */
    private static final ClassValue<Method> ACCESSORS = new ClassValue<>() {
        @Override
        protected Method computeValue(Class<?> type) {
            Method accessor = type.getRecordComponents()[0].getAccessor();
            accessor.setAccessible(true);
            return accessor;
        }
    };

    private ValueRecords() {}

    static boolean isValueRecord(Class<?> type) {
        return type.isRecord()
                && type != Json.class
                && type.getRecordComponents().length == 1
                && COLUMN_TYPES.contains(type.getRecordComponents()[0].getType());
    }

    static Object valueOf(Record id) {
        try {
            return ACCESSORS.get(id.getClass()).invoke(id);
        } catch (ReflectiveOperationException unreadable) {
            throw new IllegalStateException("Cannot read " + id.getClass(), unreadable);
        }
    }

    /** All records that the mappers take or return, directly or inside other records and collections. */
    static Set<Class<?>> namedBy(Collection<Class<?>> mappers) {
        Set<Class<?>> seen = new LinkedHashSet<>();
        for (Class<?> mapper : mappers) {
            for (Method method : mapper.getMethods()) {
                collect(method.getGenericReturnType(), seen);
                for (Type parameter : method.getGenericParameterTypes()) {
                    collect(parameter, seen);
                }
            }
        }
        return seen;
    }

    private static void collect(Type type, Set<Class<?>> seen) {
        switch (type) {
            case Class<?> plain
            when plain.isRecord() -> {
                if (seen.add(plain)) {
                    for (RecordComponent component : plain.getRecordComponents()) {
                        collect(component.getGenericType(), seen);
                    }
                }
            }
            case ParameterizedType generic -> {
                collect(generic.getRawType(), seen);
                for (Type argument : generic.getActualTypeArguments()) {
                    collect(argument, seen);
                }
            }
            case WildcardType wildcard -> collect(wildcard.getUpperBounds()[0], seen);
            default -> {}
        }
    }
}
