//! The queries. Each takes the schemas as `$1` and reads all of them at once.

/// All schemas where none is named.
pub(super) const SCHEMAS: &str = r"
SELECT nspname FROM pg_namespace
 WHERE nspname = ANY ($1)
    OR (cardinality($1::name[]) = 0 AND nspname !~ '^pg_' AND nspname <> 'information_schema')
 ORDER BY nspname";

pub(super) const EXTENSIONS: &str = "
SELECT e.extname, e.extversion, n.nspname
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
 WHERE e.extname <> 'plpgsql'
 ORDER BY e.extname";

pub(super) const ENUMS: &str = "
SELECT n.nspname, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_enum e ON e.enumtypid = t.oid
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
 GROUP BY n.nspname, t.typname
 ORDER BY n.nspname, t.typname";

/// Tables with their columns; a table without columns has one row without a column.
pub(super) const COLUMNS: &str = "
SELECT n.nspname, c.relname, a.attname,
       format_type(a.atttypid, a.atttypmod),
       t.typcategory = 'A' AS list,
       en.nspname AS enum_schema, e.typname AS enum_name,
       a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       a.attidentity, a.attgenerated,
       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0
            THEN a.attcollation::regcollation::text END AS collation,
       c.relpersistence = 'u' AS unlogged, c.reloptions AS options,
       pg_get_partkeydef(c.oid) AS partition_by, c.relrowsecurity, c.relforcerowsecurity,
       q.seqtypid::regtype::text AS seqtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax,
       q.seqcache, q.seqcycle,
       EXISTS (SELECT FROM pg_depend s
                WHERE s.refclassid = 'pg_class'::regclass AND s.refobjid = a.attrelid
                  AND s.refobjsubid = a.attnum AND s.classid = 'pg_class'::regclass
                  AND s.deptype = 'a'
                  AND s.objid IN (SELECT q.seqrelid FROM pg_sequence q)) AS owns_sequence
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type e ON e.typtype = 'e'
                     AND e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
  LEFT JOIN pg_namespace en ON en.oid = e.typnamespace
  LEFT JOIN pg_depend i ON a.attidentity <> '' AND i.refclassid = 'pg_class'::regclass
                       AND i.refobjid = a.attrelid AND i.refobjsubid = a.attnum
                       AND i.classid = 'pg_class'::regclass AND i.deptype = 'i'
  LEFT JOIN pg_sequence q ON q.seqrelid = i.objid
 WHERE n.nspname = ANY ($1)
   AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> '_prisma_migrations'
   AND NOT EXISTS (SELECT FROM pg_depend x
                    WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
 ORDER BY n.nspname, c.relname, a.attnum";

/// Uniques come with the indexes.
pub(super) const CONSTRAINTS: &str = "
SELECT n.nspname, c.relname, k.conname, k.contype,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS p (num, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.num
              ORDER BY p.place),
       fn.nspname, f.relname,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS p (num, place)
               JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.num
              ORDER BY p.place),
       k.confdeltype, k.confupdtype, k.condeferrable, k.condeferred,
       CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid)
                      WHEN 'x' THEN pg_get_constraintdef(k.oid) END,
       NOT k.convalidated AS not_valid, k.connoinherit, k.confmatchtype = 'f' AS match_full,
       ARRAY(SELECT a.attname::text FROM unnest(k.confdelsetcols) WITH ORDINALITY AS p (num, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.num
              ORDER BY p.place) AS on_delete_columns,
       ARRAY(SELECT a.attname::text
               FROM pg_index x, unnest(x.indkey::int2[]) WITH ORDINALITY AS p (num, place)
               JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.num
              WHERE k.contype = 'p' AND x.indexrelid = k.conindid AND p.place > x.indnkeyatts
              ORDER BY p.place) AS include
  FROM pg_constraint k
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
 WHERE n.nspname = ANY ($1) AND k.contype IN ('p', 'f', 'c', 'x')
   -- A key to a partitioned table has a copy for each partition.
   AND NOT (k.contype = 'f' AND k.conparentid <> 0)
 ORDER BY n.nspname, c.relname, k.conname";

/// One that a failed CREATE INDEX CONCURRENTLY left behind serves nobody, and is no index here.
pub(super) const INDEXES: &str = "
SELECT n.nspname, c.relname, i.relname, x.indisunique,
       u.oid IS NOT NULL,
       m.amname,
       x.indnkeyatts::int4,
       ARRAY(SELECT a.attname::text FROM generate_series(1, x.indnatts) AS p (place)
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[place - 1]
                                       AND x.indkey[place - 1] > 0
              ORDER BY p.place),
       ARRAY(SELECT pg_get_indexdef(i.oid, place, false) FROM generate_series(1, x.indnkeyatts) AS p (place)
              ORDER BY p.place),
       ARRAY(SELECT x.indoption[place - 1]::int4 FROM generate_series(1, x.indnkeyatts) AS p (place)
              ORDER BY p.place),
       ARRAY(SELECT CASE WHEN o.opcdefault THEN NULL
                         WHEN pg_opclass_is_visible(o.oid) THEN o.opcname::text
                         ELSE format('%I.%I', s.nspname, o.opcname) END
               FROM generate_series(1, x.indnkeyatts) AS p (place)
               JOIN pg_opclass o ON o.oid = x.indclass[place - 1]
               JOIN pg_namespace s ON s.oid = o.opcnamespace
              ORDER BY p.place),
       pg_get_expr(x.indpred, x.indrelid),
       x.indnullsnotdistinct,
       ARRAY(SELECT CASE WHEN x.indcollation[place - 1] <> coalesce(a.attcollation, t.typcollation)
                          AND x.indcollation[place - 1] <> 0
                         THEN x.indcollation[place - 1]::regcollation::text END
               FROM generate_series(1, x.indnkeyatts) AS p (place)
               LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[place - 1]
                                       AND x.indkey[place - 1] > 0
               LEFT JOIN pg_attribute e ON e.attrelid = i.oid AND e.attnum = place
               LEFT JOIN pg_type t ON t.oid = e.atttypid
              ORDER BY p.place) AS collations,
       i.reloptions AS options,
       coalesce(u.condeferrable, false), coalesce(u.condeferred, false)
  FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_am m ON m.oid = i.relam
  LEFT JOIN pg_constraint u ON u.conindid = i.oid AND u.contype = 'u'
 WHERE n.nspname = ANY ($1) AND NOT x.indisprimary AND NOT x.indisexclusion AND x.indisvalid
 ORDER BY n.nspname, c.relname, i.relname";

/// Those of identity columns are part of the column.
pub(super) const SEQUENCES: &str = "
SELECT n.nspname, c.relname, tn.nspname, t.relname, a.attname,
       q.seqtypid::regtype::text AS seqtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax,
       q.seqcache, q.seqcycle
  FROM pg_sequence q
  JOIN pg_class c ON c.oid = q.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                       AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
                       AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class t ON t.oid = d.refobjid
  LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE n.nspname = ANY ($1) AND d.deptype IS DISTINCT FROM 'i'
 ORDER BY n.nspname, c.relname";

pub(super) const VIEWS: &str = "
SELECT n.nspname, c.relname, c.relkind = 'm', pg_get_viewdef(c.oid), c.reloptions AS options,
       ARRAY(SELECT DISTINCT rn.nspname || chr(31) || coalesce(rc.relname::text,
                             format('%s(%s)', rp.proname, oidvectortypes(rp.proargtypes)))
               FROM pg_rewrite r
               JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
               LEFT JOIN pg_class rc ON d.refclassid = 'pg_class'::regclass AND rc.oid = d.refobjid
               LEFT JOIN pg_proc rp ON d.refclassid = 'pg_proc'::regclass AND rp.oid = d.refobjid
               JOIN pg_namespace rn ON rn.oid = coalesce(rc.relnamespace, rp.pronamespace)
              WHERE r.ev_class = c.oid AND d.refobjid <> c.oid
                AND rn.nspname <> 'pg_catalog'
              ORDER BY 1)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1) AND c.relkind IN ('v', 'm')
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY n.nspname, c.relname";

pub(super) const FUNCTIONS: &str = "
SELECT n.nspname, p.proname, format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)),
       p.prosrc, pg_get_functiondef(p.oid)
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = ANY ($1) AND p.prokind IN ('f', 'p', 'w')
   AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
 ORDER BY 1, 3";

pub(super) const TRIGGERS: &str = "
SELECT n.nspname, c.relname, t.tgname, t.tgenabled, t.tgtype::int4,
       fn.nspname, f.proname, f.prosrc, pg_get_triggerdef(t.oid)
  FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc f ON f.oid = t.tgfoid
  JOIN pg_namespace fn ON fn.oid = f.pronamespace
 WHERE n.nspname = ANY ($1) AND NOT t.tgisinternal
 ORDER BY n.nspname, c.relname, t.tgname";

/// Tables, views and enums, with what no comparison needs.
pub(super) const RELATION_NOTES: &str = "
SELECT n.nspname, c.relname,
       c.relkind = 'p' AND c.relhassubclass, c.relkind = 'r' AND c.relhassubclass,
       c.relkind = 'f', c.relrowsecurity,
       obj_description(c.oid, 'pg_class') IS NOT NULL,
       ARRAY(SELECT k.conname::text FROM pg_constraint k
              WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u') AND k.condeferrable)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'f', 'v')
UNION ALL
SELECT n.nspname, t.typname, false, false, false, false,
       obj_description(t.oid, 'pg_type') IS NOT NULL, '{}'
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname = ANY ($1) AND t.typtype = 'e'";

/// Columns of tables and views, those alone with something to note. To Prisma the expression of a
/// generated column is its default.
pub(super) const COLUMN_NOTES: &str = "
SELECT n.nspname, c.relname, a.attname,
       pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
       o.description IS NOT NULL
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_description o ON o.classoid = 'pg_class'::regclass AND o.objoid = a.attrelid
                            AND o.objsubid = a.attnum
 WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
   AND a.attnum > 0 AND NOT a.attisdropped
   AND (d.oid IS NOT NULL OR t.typtype = 'd' OR o.description IS NOT NULL)";

/// The same of views.
pub(super) const VIEW_COLUMNS: &str = "
SELECT n.nspname, c.relname, a.attname,
       format_type(a.atttypid, a.atttypmod),
       t.typcategory = 'A' AS list,
       en.nspname AS enum_schema, e.typname AS enum_name,
       a.attnotnull,
       pg_get_expr(d.adbin, d.adrelid) AS expression,
       a.attidentity, a.attgenerated, NULL::text AS collation,
       EXISTS (SELECT FROM pg_depend s
                WHERE s.refclassid = 'pg_class'::regclass AND s.refobjid = a.attrelid
                  AND s.refobjsubid = a.attnum AND s.classid = 'pg_class'::regclass
                  AND s.deptype = 'a'
                  AND s.objid IN (SELECT q.seqrelid FROM pg_sequence q)) AS owns_sequence
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_type e ON e.typtype = 'e'
                     AND e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
  LEFT JOIN pg_namespace en ON en.oid = e.typnamespace
 WHERE n.nspname = ANY ($1)
   AND c.relkind IN ('v', 'm') AND a.attnum IS NOT NULL
   AND NOT EXISTS (SELECT FROM pg_depend x
                    WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
 ORDER BY n.nspname, c.relname, a.attnum";

/// The direct partitions of partitioned tables.
pub(super) const PARTITIONS: &str = "
SELECT n.nspname, p.relname, cn.nspname, c.relname, pg_get_expr(c.relpartbound, c.oid)
  FROM pg_inherits i
  JOIN pg_class p ON p.oid = i.inhparent
  JOIN pg_namespace n ON n.oid = p.relnamespace
  JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition AND c.relkind IN ('r', 'p')
  JOIN pg_namespace cn ON cn.oid = c.relnamespace
 WHERE n.nspname = ANY ($1) AND p.relkind = 'p'
 ORDER BY 1, 2, 3, 4";

pub(super) const POLICIES: &str = "
SELECT n.nspname, c.relname, p.polname, NOT p.polpermissive, p.polcmd,
       ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY 1),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_policy p
  JOIN pg_class c ON c.oid = p.polrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1)
 ORDER BY n.nspname, c.relname, p.polname";
