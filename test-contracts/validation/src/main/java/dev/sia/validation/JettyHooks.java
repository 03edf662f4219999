package dev.sia.validation;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;

/**
 * Puts a call of {@link Watch} into three methods of Jetty that everything passes: streams of requests, and frames both ways. Jetty has
 * no place to name such a listener from outside, and production code should have none for tests. It has to come before the classes
 * are used, so they are defined here with the calls in them; no agent is needed for that.
 */
final class JettyHooks {
    private static final String HTTP = "org.eclipse.jetty.server.internal.";
    private static final String WEB_SOCKET = "org.eclipse.jetty.websocket.core.";
    private static final String ADVICE = JettyHooks.class.getName() + "$";

    private static boolean installed;

    private JettyHooks() {}

    /** @throws LinkageError when Jetty was there before: then nothing would be looked at */
    static synchronized void install() {
        if (installed) {
            return;
        }
        installed = true;
        // It warns when it is tried, and is not needed.
        System.setProperty("net.bytebuddy.safe", "true");
        hook(HTTP + "HttpChannelState", "setHttpStream", ADVICE + "Streams", HTTP + "ResponseHttpFields");
        hook(WEB_SOCKET + "WebSocketCoreSession", "sendFrame", ADVICE + "FramesOut", WEB_SOCKET + "Behavior");
        hook(
                WEB_SOCKET + "WebSocketCoreSession$IncomingAdaptor",
                "onFrame",
                ADVICE + "FramesIn",
                WEB_SOCKET + "Behavior");
    }

    /** @param neighbour a class of the same package, by which it is entered */
    private static void hook(String type, String method, String advice, String neighbour) {
        ClassLoader loader = JettyHooks.class.getClassLoader();
        try (ClassFileLocator files = ClassFileLocator.ForClassLoader.of(loader)) {
            MethodHandles.Lookup entry =
                    MethodHandles.privateLookupIn(Class.forName(neighbour, false, loader), MethodHandles.lookup());
            TypePool types = TypePool.Default.of(files);
            new ByteBuddy()
                    .redefine(types.describe(type).resolve(), files)
                    // Read as a file, too: reflection would load the very classes that are not to be there yet.
                    .visit(Advice.to(types.describe(advice).resolve(), files).on(ElementMatchers.named(method)))
                    .make()
                    .load(loader, ClassLoadingStrategy.UsingLookup.of(entry));
        } catch (ReflectiveOperationException | IOException failed) {
            throw new IllegalStateException("Jetty's " + type + " cannot be watched", failed);
        }
    }

    /** A request begins. */
    static final class Streams {
        private Streams() {}

        @Advice.OnMethodEnter
        static void enter(
                @Advice.This HttpChannel channel, @Advice.Argument(value = 0, readOnly = false) HttpStream stream) {
            stream = Watch.stream(channel, stream);
        }
    }

    /** A frame goes out. */
    static final class FramesOut {
        private FramesOut() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.This WebSocketCoreSession session, @Advice.Argument(0) OutgoingEntry entry) {
            Watch.sent(session, entry.getFrame());
        }
    }

    /** A frame has come in. */
    static final class FramesIn {
        private FramesIn() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.FieldValue("this$0") WebSocketCoreSession session, @Advice.Argument(0) Frame frame) {
            Watch.received(session, frame);
        }
    }
}
