package dev.sia.server.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.session.SqlSession;

/**
 * One running transaction. A method that takes a {@code Tx} takes part in it and never opens another one; nothing remote
 * happens while it is open.
 */
public final class Tx {
    private final SqlSession session;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Tx(SqlSession session) {
        this.session = session;
    }

    /** A mapper whose statements run in this transaction. */
    public <M> M mapper(Class<M> type) {
        return session.getMapper(type);
    }

    /** The connection of this transaction, for what mappers cannot do, such as COPY. Never close or commit it. */
    public Connection connection() {
        return session.getConnection();
    }

    /**
     * Runs the callback once the commit has succeeded, in the order of registration and on the same thread; never after a
     * rollback. It must be short and cannot fail the transaction any more: what it throws is only logged.
     */
    public void afterCommit(Runnable callback) {
        afterCommit.add(callback);
    }

    /**
     * Lets the commit return before it is on disk: only for what is found out or made again when a dying database loses it.
     * Others see it at once all the same.
     */
    public void commitWithoutWaiting() {
        try (PreparedStatement statement = connection().prepareStatement("set local synchronous_commit = off")) {
            statement.execute();
        } catch (SQLException failure) {
            throw new PersistenceException(failure);
        }
    }

    List<Runnable> afterCommitCallbacks() {
        return afterCommit;
    }
}
