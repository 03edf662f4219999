package dev.sia.server.db;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.apache.ibatis.reflection.ReflectionException;
import org.apache.ibatis.reflection.factory.DefaultObjectFactory;

/** Makes records through constructors that are looked up once. MyBatis fails first, for every row, where they are not public. */
final class RecordFactory extends DefaultObjectFactory {
    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            return canonicalConstructor(type);
        }
    };

    /** Of a record; accessible. */
    static <R> Constructor<R> canonicalConstructor(Class<R> type) {
        Class<?>[] components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<R> constructor = type.getDeclaredConstructor(components);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(type + " has no canonical constructor", impossible);
        }
    }

    @Override
    public <T> T create(Class<T> type, List<Class<?>> types, List<Object> arguments) {
        if (!type.isRecord()) {
            return super.create(type, types, arguments);
        }
        try {
            return type.cast(CONSTRUCTORS.get(type).newInstance(arguments.toArray()));
        } catch (ReflectiveOperationException refused) {
            throw new ReflectionException("The row does not fit " + type, refused);
        }
    }
}
