-- Describes the schema of a PostgreSQL database: a line for each part, and the expression of a
-- check or of a partial index. A type stands as the one in which SQLite keeps the same values.
WITH its_table AS (
    SELECT oid, relname::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_sqlx_migrations'
),
type_name (of_postgres, of_sqlite) AS (
    VALUES ('uuid', 'BLOB'), ('bytea', 'BLOB'), ('text', 'TEXT'), ('jsonb', 'TEXT'),
        ('timestamp with time zone', 'BIGINT'), ('bigint', 'BIGINT'), ('integer', 'INTEGER'),
        ('boolean', 'BOOLEAN'), ('double precision', 'REAL')
),
action (code, name) AS (
    VALUES ('a', 'no action'), ('r', 'restrict'), ('c', 'cascade'), ('n', 'set null'),
        ('d', 'set default')
),
its_constraint AS (
    SELECT its_table.name AS on_table, pg_constraint.*,
        (SELECT string_agg(attname, ', ' ORDER BY n)
         FROM unnest(conkey) WITH ORDINALITY AS key (number, n)
         JOIN pg_attribute ON attrelid = conrelid AND attnum = number) AS columns,
        (SELECT string_agg(attname, ', ' ORDER BY n)
         FROM unnest(confkey) WITH ORDINALITY AS key (number, n)
         JOIN pg_attribute ON attrelid = confrelid AND attnum = number) AS other_columns
    FROM pg_constraint JOIN its_table ON its_table.oid = conrelid
)
SELECT 'table ' || name, NULL FROM its_table
UNION ALL
SELECT 'column ' || its_table.name || '.' || attname || ' '
    || coalesce(of_sqlite, format_type(atttypid, atttypmod))
    || CASE WHEN attnotnull THEN ' not null' ELSE '' END
    || coalesce(' default ' || regexp_replace(pg_get_expr(adbin, adrelid), '::[a-z ]+', ''), ''),
    NULL
FROM its_table JOIN pg_attribute ON attrelid = its_table.oid AND attnum > 0 AND NOT attisdropped
LEFT JOIN pg_attrdef ON adrelid = its_table.oid AND adnum = attnum
LEFT JOIN type_name ON of_postgres = format_type(atttypid, atttypmod)
UNION ALL
SELECT 'primary key ' || on_table || ' (' || columns || ')', NULL
FROM its_constraint WHERE contype = 'p'
UNION ALL
SELECT 'unique ' || on_table || ' (' || columns || ')', NULL
FROM its_constraint WHERE contype = 'u'
UNION ALL
SELECT 'foreign key ' || on_table || ' (' || columns || ') to ' || confrelid::regclass
    || ' (' || other_columns || ') on delete ' || deleted.name || ' on update ' || updated.name, NULL
FROM its_constraint JOIN action AS deleted ON deleted.code = confdeltype::text
JOIN action AS updated ON updated.code = confupdtype::text WHERE contype = 'f'
UNION ALL
SELECT 'check ' || on_table || ' ' || conname, pg_get_expr(conbin, conrelid)
FROM its_constraint WHERE contype = 'c'
UNION ALL
SELECT CASE WHEN indisunique THEN 'unique ' ELSE '' END || 'index ' || indexrelid::regclass
    || ' on ' || its_table.name || ' ('
    || (SELECT string_agg(
            trim('"' FROM pg_get_indexdef(indexrelid, n, TRUE))
            || CASE WHEN indoption[n - 1] & 1 = 1 THEN ' desc' ELSE '' END, ', ' ORDER BY n)
        FROM generate_series(1, indnkeyatts::integer) AS n) || ')',
    pg_get_expr(indpred, indrelid)
FROM pg_index JOIN its_table ON its_table.oid = indrelid
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
