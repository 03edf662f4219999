package dev.sia.server.db;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.mapping.ResultFlag;
import org.apache.ibatis.mapping.ResultMap;
import org.apache.ibatis.mapping.ResultMapping;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.type.TypeHandler;

/**
 * Rows become records: each component is read from the column of its name, {@code repositoryUrl} from {@code repository_url},
 * and a component that is such a record itself from columns of the same row. MyBatis could find out the names by itself, but
 * does so anew for every row.
 */
final class RecordConfiguration extends Configuration {
    RecordConfiguration(Environment environment) {
        super(environment);
        setObjectFactory(new RecordFactory());
    }

    @Override
    public void addResultMap(ResultMap map) {
        super.addResultMap(isRow(map.getType()) ? byComponents(map) : map);
    }

    private boolean isRow(Class<?> type) {
        return type.isRecord() && !typeHandlerRegistry.hasTypeHandler(type);
    }

    private ResultMap byComponents(ResultMap map) {
        List<ResultMapping> columns = Arrays.stream(map.getType().getRecordComponents())
                .map(component -> new ResultMapping.Builder(this, null, column(component), component.getType())
                        .typeHandler(handler(component.getType()))
                        .flags(List.of(ResultFlag.CONSTRUCTOR))
                        .build())
                .toList();
        return new ResultMap.Builder(this, map.getId(), map.getType(), columns, false).build();
    }

    private static String column(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private TypeHandler<?> handler(Class<?> type) {
        return isRow(type) ? rowHandler(type) : typeHandlerRegistry.getTypeHandler(type);
    }

    private <R> RowTypeHandler<R> rowHandler(Class<R> type) {
        return new RowTypeHandler<>(
                type,
                Arrays.stream(type.getRecordComponents())
                        .map(component -> new RowTypeHandler.Column(column(component), handler(component.getType())))
                        .toList());
    }
}
