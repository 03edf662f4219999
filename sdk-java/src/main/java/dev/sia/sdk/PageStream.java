package dev.sia.sdk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** All items of a list that comes in pages, each page asked for only when its first item is wanted. */
final class PageStream<T> implements Iterator<T> {
    private final Function<@Nullable String, Page<T>> source;
    private final Deque<T> ready = new ArrayDeque<>();
    private @Nullable String cursor;
    private boolean last;

    private PageStream(Function<@Nullable String, Page<T>> source) {
        this.source = source;
    }

    /** One page and where the next one is; no cursor on the last. */
    record Page<T>(List<T> items, @Nullable String nextCursor) {}

    static <T> Stream<T> of(Function<@Nullable String, Page<T>> source) {
        int characteristics = Spliterator.ORDERED | Spliterator.NONNULL;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new PageStream<>(source), characteristics), false);
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !last) {
            Page<T> page = source.apply(cursor);
            ready.addAll(page.items());
            cursor = page.nextCursor();
            last = cursor == null;
        }
        return !ready.isEmpty();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }
}
