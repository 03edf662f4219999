package dev.sia.server.rest.operation;

import dev.sia.api.rest.DeprecatedSince;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Says with every answer of a deprecated operation, refusals too, since when it is one (Deprecation, RFC 9745) and when it may be gone
 * (Sunset, RFC 8594).
 */
final class DeprecationFilter implements ContainerResponseFilter {
    static final String DEPRECATION = "Deprecation";
    static final String SUNSET = "Sunset";
    /** The JDK's own RFC_1123_DATE_TIME writes days with one digit, HTTP has two. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private final String since;
    private final String sunset;

    /** @throws java.time.format.DateTimeParseException at the start when a date of the contract is none */
    DeprecationFilter(DeprecatedSince dates) {
        since = "@"
                + LocalDate.parse(dates.value()).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        sunset = httpDate(LocalDate.parse(dates.sunset()));
    }

    /** The contract names the last day on which it stays, so it goes when that is over. */
    private static String httpDate(LocalDate last) {
        ZonedDateTime over = last.plusDays(1).atStartOfDay(ZoneOffset.UTC);
        return HTTP_DATE.format(over);
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(DEPRECATION, since);
        response.getHeaders().putSingle(SUNSET, sunset);
    }
}
