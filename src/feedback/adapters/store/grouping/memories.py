"""What the grouping engine keeps from night to night."""

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from feedback.adapters.store import schema
from feedback.adapters.store.grouping.memory import pack_facts, pack_rows, unpack
from feedback.domain.grouping import Memory


class MemoryTables:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def model(self) -> str | None:
        return self._connection.scalar(select(schema.grouping_memory.c.model))

    def of(self, model: str) -> Memory | None:
        table, part = schema.grouping_memory, schema.grouping_memory_part
        packed = self._connection.scalar(select(table.c.memory).where(table.c.model == model))
        if packed is None:
            return None
        rows = select(part.c.rows).where(part.c.model == model).order_by(part.c.first_row)
        return unpack(packed, list(self._connection.scalars(rows)))

    def keep(self, model: str, memory: Memory) -> None:
        table, part = schema.grouping_memory, schema.grouping_memory_part
        for by_model in (table, part, schema.vector_block):
            self._connection.execute(delete(by_model).where(by_model.c.model != model))
        own = part.c.model == model
        # Only what came since it was read, unless rows of before are different, too.
        self._connection.execute(delete(part).where(own, part.c.first_row >= memory.n_kept))
        if memory.n_kept < len(memory.ids) or not memory.ids:
            rows = pack_rows(memory, memory.n_kept)
            self._connection.execute(
                insert(part).values(model=model, first_row=memory.n_kept, rows=rows)
            )
        statement = upsert(table).values(model=model, memory=pack_facts(memory))
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["model"], set_={"memory": statement.excluded.memory}
            )
        )
