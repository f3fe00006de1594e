"""Outgoing SQL: self.out.sql['Billing'].session(), by SQLAlchemy."""
from zato.common.exception import Inactive
from zato.server.outgoing.objects import Item, Store

_OPTIONS = {"pool_recycle": int, "pool_timeout": int, "echo": lambda text: text.lower() == "true", "isolation_level": str}


def engine_of(config):
    try:
        import sqlalchemy
    except ImportError:
        raise NotImplementedError("self.out.sql needs SQLAlchemy; install the Debian package python3-sqlalchemy") from None
    dialect = config.engine.replace("zato+mssql1", "mssql+pymssql")
    if dialect.startswith("sqlite"):
        return sqlalchemy.create_engine(sqlalchemy.engine.URL.create(dialect, database=config.db_name))
    url = sqlalchemy.engine.URL.create(dialect, config.username, config.password, config.host, config.port, config.db_name)
    extra = dict(line.split("=", 1) for line in (config.extra or "").splitlines() if "=" in line)
    options = {name: _OPTIONS[name](value) for name, value in extra.items() if name in _OPTIONS}
    return sqlalchemy.create_engine(url, pool_size=config.pool_size, max_overflow=0, pool_pre_ping=True, **options)


class Pool:
    def __init__(self, config):
        self.config, self.engine = config, engine_of(config)


class SQLConnection(Item):
    # Of main: each a transaction of its own.
    def execute(self, query, params=None):
        """Rows as dicts, none where the query gives none."""
        import sqlalchemy
        session = self.session()
        try:
            result = session.execute(sqlalchemy.text(query) if isinstance(query, str) else query, params or {})
            rows = [dict(row) for row in result.mappings()] if result.returns_rows else []
            session.commit()
            return rows
        finally:
            session.close()

    def one_or_none(self, query, params=None):
        rows = self.execute(query, params)
        if len(rows) > 1:
            raise ValueError(f"{self.config.name}: {len(rows)} rows where one at most was to be")
        return rows[0] if rows else None

    def one(self, query, params=None):
        row = self.one_or_none(query, params)
        if row is None:
            raise ValueError(f"{self.config.name}: no row where one was to be")
        return row

    def session(self):
        from sqlalchemy.orm import Session
        if not self.config.is_active:
            raise Inactive(self.config.name)
        return Session(bind=self.pool.engine)


def make(config):
    return SQLConnection(config=config, pool=Pool(config), conn=None)


class SQLStore(Store):
    def get(self, name, default=None):
        """Unlike other connections', what is missing is an error here too."""
        item = super().get(name)
        if item is None:
            raise KeyError(f"no such SQL connection: `{name}`")
        return item


connections = SQLStore("outgoing_sql", make)
