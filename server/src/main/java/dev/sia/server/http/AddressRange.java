package dev.sia.server.http;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * Addresses with the same beginning, written as CIDR: {@code 10.0.0.0/8}, {@code fd00::/8}; an address alone is a range of
 * one.
 *
 * @param prefix the bits that count
 * @param openBits how many more an address has
 * @param addressBits 32 or 128
 */
public record AddressRange(BigInteger prefix, int openBits, int addressBits) {
    private static final String WANTED =
            "must be addresses or ranges such as 10.0.0.0/8 and fd00::/8, separated by commas";

    /** @throws IllegalArgumentException for what is no range */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int addressBits = address.length * Byte.SIZE;
        int openBits = slash < 0 ? 0 : addressBits - number(text.substring(slash + 1));
        if (openBits < 0) {
            throw new IllegalArgumentException(WANTED);
        }
        return new AddressRange(new BigInteger(1, address).shiftRight(openBits), openBits, addressBits);
    }

    private static byte[] address(String text) {
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException notAnAddress) {
            throw new IllegalArgumentException(WANTED, notAnAddress);
        }
    }

    private static int number(String text) {
        if (!text.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(WANTED);
        }
        return Integer.parseInt(text);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length * Byte.SIZE == addressBits
                && new BigInteger(1, bytes).shiftRight(openBits).equals(prefix);
    }
}
