-- Describes the schema of a SQLite database: a line for each part, and the expression of a partial
-- index. Checks are read from the text of CREATE TABLE, in schema.rs.
WITH its_table AS (
    SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> '_sqlx_migrations'
)
SELECT 'table ' || name, NULL FROM its_table
UNION ALL
-- A key's column is never null, though SQLite says so only where that is declared.
SELECT 'column ' || t.name || '.' || c.name || ' ' || c.type
    || CASE WHEN c."notnull" OR c.pk > 0 THEN ' not null' ELSE '' END
    || coalesce(' default ' || lower(c.dflt_value), ''), NULL
FROM its_table t JOIN pragma_table_xinfo(t.name) c
UNION ALL
SELECT 'primary key ' || t.name || ' (' || group_concat(c.name, ', ' ORDER BY c.pk) || ')', NULL
FROM its_table t JOIN pragma_table_xinfo(t.name) c WHERE c.pk > 0 GROUP BY t.name
UNION ALL
SELECT 'unique ' || t.name || ' (' || group_concat(c.name, ', ' ORDER BY c.seqno) || ')', NULL
FROM its_table t JOIN pragma_index_list(t.name) i JOIN pragma_index_info(i.name) c
WHERE i.origin = 'u' GROUP BY t.name, i.name
UNION ALL
SELECT 'foreign key ' || t.name || ' (' || group_concat(f."from", ', ' ORDER BY f.seq)
    || ') to ' || f."table" || ' (' || group_concat(f."to", ', ' ORDER BY f.seq)
    || ') on delete ' || lower(f.on_delete) || ' on update ' || lower(f.on_update), NULL
FROM its_table t JOIN pragma_foreign_key_list(t.name) f GROUP BY t.name, f.id
UNION ALL
SELECT CASE WHEN i."unique" THEN 'unique ' ELSE '' END || 'index ' || i.name || ' on ' || t.name
    || ' (' || group_concat(coalesce(c.name, '?') || CASE WHEN c."desc" THEN ' desc' ELSE '' END,
                            ', ' ORDER BY c.seqno) || ')',
    CASE WHEN i."partial" THEN substr(s.sql, instr(s.sql, 'WHERE') + 5) END
FROM its_table t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) c
JOIN sqlite_schema s ON s.name = i.name
WHERE i.origin = 'c' AND c.key GROUP BY t.name, i.name
