//! The queries for comments, types and collations, and for what no schema can say. Each takes the
//! schemas as `$1` and reads all of them at once.

/// As CREATE statements: PostgreSQL prints one only for statistics.
pub(super) const OBJECTS: &str = "
SELECT 'domain', n.nspname::text, t.typname::text,
       'CREATE DOMAIN ' || t.oid::regtype || ' AS ' || format_type(t.typbasetype, t.typtypmod)
       || coalesce(' COLLATE ' || (SELECT t.typcollation::regcollation::text FROM pg_type b
             WHERE b.oid = t.typbasetype AND b.typcollation <> t.typcollation
               AND t.typcollation <> 0), '')
       || coalesce(' DEFAULT ' || t.typdefault, '')
       || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
       || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', k.conname,
                                             pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
             FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype = 'd' AND n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
                      AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'composite type', n.nspname, t.typname,
       'CREATE TYPE ' || t.oid::regtype || ' AS ('
       || coalesce((SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod))
             || CASE WHEN a.attcollation <> 0 AND a.attcollation <> b.typcollation
                     THEN ' COLLATE ' || a.attcollation::regcollation ELSE '' END, ', '
             ORDER BY a.attnum)
             FROM pg_attribute a JOIN pg_type b ON b.oid = a.atttypid
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '') || ')'
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
                      AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'range type', n.nspname, t.typname,
       'CREATE TYPE ' || t.oid::regtype || ' AS RANGE (SUBTYPE = ' || format_type(r.rngsubtype, NULL)
       || CASE WHEN o.opcdefault THEN ''
               ELSE format(', SUBTYPE_OPCLASS = %I.%I', os.nspname, o.opcname) END
       || CASE WHEN r.rngcollation <> 0 AND r.rngcollation <> b.typcollation
               THEN ', COLLATION = ' || r.rngcollation::regcollation ELSE '' END
       || CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || r.rngcanonical ELSE '' END
       || CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff ELSE '' END
       || ', MULTIRANGE_TYPE_NAME = ' || r.rngmultitypid::regtype || ')'
  FROM pg_range r
  JOIN pg_type t ON t.oid = r.rngtypid
  JOIN pg_type b ON b.oid = r.rngsubtype
  JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_opclass o ON o.oid = r.rngsubopc
  JOIN pg_namespace os ON os.oid = o.opcnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
                      AND d.objid = t.oid AND d.deptype = 'e')
UNION ALL
SELECT 'collation', n.nspname, c.collname,
       'CREATE COLLATION ' || c.oid::regcollation || ' (provider = '
       || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END
       || ', ' || coalesce(
            'locale = ' || quote_literal(coalesce(to_jsonb(c) ->> 'colllocale',
                                                  to_jsonb(c) ->> 'colliculocale')),
            CASE WHEN c.collcollate = c.collctype THEN 'locale = ' || quote_literal(c.collcollate)
                 ELSE 'lc_collate = ' || quote_literal(c.collcollate)
                      || ', lc_ctype = ' || quote_literal(c.collctype) END)
       || CASE WHEN c.collisdeterministic THEN '' ELSE ', deterministic = false' END
       || coalesce(', rules = ' || quote_literal(to_jsonb(c) ->> 'collicurules'), '') || ')'
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_collation'::regclass
                      AND d.objid = c.oid AND d.deptype = 'e')
UNION ALL
SELECT 'aggregate', n.nspname, format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)),
       'CREATE AGGREGATE ' || CASE WHEN n.nspname = 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END
       || quote_ident(p.proname) || '(' || pg_get_function_arguments(p.oid) || ') (SFUNC = '
       || a.aggtransfn || ', STYPE = ' || format_type(a.aggtranstype, NULL)
       || CASE WHEN a.aggtransspace <> 0 THEN ', SSPACE = ' || a.aggtransspace ELSE '' END
       || CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn ELSE '' END
       || CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE '' END
       || CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn ELSE '' END
       || CASE WHEN a.aggserialfn <> 0 THEN ', SERIALFUNC = ' || a.aggserialfn ELSE '' END
       || CASE WHEN a.aggdeserialfn <> 0 THEN ', DESERIALFUNC = ' || a.aggdeserialfn ELSE '' END
       || coalesce(', INITCOND = ' || quote_literal(a.agginitval), '')
       || CASE WHEN a.aggmtransfn <> 0 THEN ', MSFUNC = ' || a.aggmtransfn
             || ', MINVFUNC = ' || a.aggminvtransfn || ', MSTYPE = ' || format_type(a.aggmtranstype, NULL)
               ELSE '' END
       || CASE WHEN a.aggmfinalfn <> 0 THEN ', MFINALFUNC = ' || a.aggmfinalfn ELSE '' END
       || coalesce(', MINITCOND = ' || quote_literal(a.aggminitval), '')
       || CASE WHEN a.aggsortop <> 0 THEN ', SORTOP = ' || format('OPERATOR(%I.%s)', opn.nspname, op.oprname)
               ELSE '' END
       || CASE a.aggkind WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END
       || CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED'
               ELSE '' END || ')'
  FROM pg_aggregate a
  JOIN pg_proc p ON p.oid = a.aggfnoid
  JOIN pg_namespace n ON n.oid = p.pronamespace
  LEFT JOIN pg_operator op ON op.oid = a.aggsortop
  LEFT JOIN pg_namespace opn ON opn.oid = op.oprnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass
                      AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'statistics object', n.nspname, s.stxname, pg_get_statisticsobjdef(s.oid)
  FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
 WHERE n.nspname = ANY ($1)
 ORDER BY 1, 2, 3";

/// What it is on: a word, a schema, a name, and the name of a part.
pub(super) const COMMENTS: &str = "
SELECT 'schema', n.nspname::text, NULL::text, NULL::text, d.description
  FROM pg_description d JOIN pg_namespace n ON n.oid = d.objoid
 WHERE d.classoid = 'pg_namespace'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT CASE WHEN d.objsubid > 0 THEN 'column' WHEN c.relkind = 'v' THEN 'view'
            WHEN c.relkind = 'm' THEN 'materialised view' WHEN c.relkind = 'S' THEN 'sequence'
            WHEN c.relkind IN ('i', 'I') THEN 'index' ELSE 'table' END,
       n.nspname, c.relname, a.attname, d.description
  FROM pg_description d
  JOIN pg_class c ON c.oid = d.objoid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'i', 'I')
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
 WHERE d.classoid = 'pg_class'::regclass AND n.nspname = ANY ($1) AND NOT c.relispartition
   AND c.relname <> '_prisma_migrations'
   AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                      AND e.objid = c.oid AND e.deptype = 'e')
UNION ALL
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type'
                      ELSE 'composite type' END,
       n.nspname, t.typname, NULL, d.description
  FROM pg_description d
  JOIN pg_type t ON t.oid = d.objoid AND t.typtype IN ('e', 'd', 'r', 'c')
  JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE d.classoid = 'pg_type'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname,
       format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)), NULL, d.description
  FROM pg_description d
  JOIN pg_proc p ON p.oid = d.objoid
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE d.classoid = 'pg_proc'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT CASE WHEN k.contype = 'u' THEN 'index' ELSE 'constraint' END, n.nspname,
       CASE WHEN k.contype = 'u' THEN k.conname ELSE c.relname END,
       CASE WHEN k.contype = 'u' THEN NULL ELSE k.conname END, d.description
  FROM pg_description d
  JOIN pg_constraint k ON k.oid = d.objoid
  JOIN pg_class c ON c.oid = k.conrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE d.classoid = 'pg_constraint'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT 'trigger', n.nspname, c.relname, t.tgname, d.description
  FROM pg_description d
  JOIN pg_trigger t ON t.oid = d.objoid
  JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE d.classoid = 'pg_trigger'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT 'policy', n.nspname, c.relname, p.polname, d.description
  FROM pg_description d
  JOIN pg_policy p ON p.oid = d.objoid
  JOIN pg_class c ON c.oid = p.polrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE d.classoid = 'pg_policy'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT 'collation', n.nspname, o.collname, NULL, d.description
  FROM pg_description d
  JOIN pg_collation o ON o.oid = d.objoid
  JOIN pg_namespace n ON n.oid = o.collnamespace
 WHERE d.classoid = 'pg_collation'::regclass AND n.nspname = ANY ($1)
UNION ALL
SELECT 'statistics object', n.nspname, s.stxname, NULL, d.description
  FROM pg_description d
  JOIN pg_statistic_ext s ON s.oid = d.objoid
  JOIN pg_namespace n ON n.oid = s.stxnamespace
 WHERE d.classoid = 'pg_statistic_ext'::regclass AND n.nspname = ANY ($1)
 ORDER BY 1, 2, 3, 4";

/// A phrase that names it, and all of it. What only a newer server has is asked for by `to_jsonb`,
/// so that an older one does not stumble over a column that it has not.
pub(super) const UNSAID: &str = "
WITH relations AS (
    SELECT c.*, n.nspname, format('%s.%s', n.nspname, c.relname) AS phrase
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relname <> '_prisma_migrations'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                          AND d.objid = c.oid AND d.deptype = 'e')
), columns AS (
    SELECT c.relkind, c.phrase, a.*,
           CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END AS target,
           -- What a server notes there for itself (`pg_attver` since 15.20) nobody has set, and
           -- pg_dump leaves out.
           (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o
             WHERE NOT starts_with(o, 'pg_'))::text AS options
      FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
)
SELECT format('rule %s on %s', r.rulename, c.phrase), pg_get_ruledef(r.oid)
  FROM pg_rewrite r JOIN relations c ON c.oid = r.ev_class
 WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT format('foreign table %s', phrase), 'server ' || s.srvname::text
  FROM relations c JOIN pg_foreign_table f ON f.ftrelid = c.oid
  JOIN pg_foreign_server s ON s.oid = f.ftserver
UNION ALL
SELECT format('inheritance of %s from %s', c.phrase, p.relname), 'inherits'
  FROM pg_inherits i JOIN relations c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
 WHERE NOT c.relispartition AND c.relkind IN ('r', 'f')
UNION ALL
SELECT format('partitions of the partition %s', phrase), pg_get_partkeydef(oid)
  FROM relations WHERE relispartition AND relkind = 'p'
UNION ALL
SELECT format('tablespace of %s', phrase), s.spcname
  FROM relations c JOIN pg_tablespace s ON s.oid = c.reltablespace
UNION ALL
SELECT format('replica identity of %s', phrase), relreplident::text
  FROM relations WHERE relkind IN ('r', 'p') AND relreplident <> 'd'
UNION ALL
SELECT format('access method of %s', phrase), m.amname
  FROM relations c JOIN pg_am m ON m.oid = c.relam
 WHERE c.relkind IN ('r', 'm') AND m.amname <> 'heap'
UNION ALL
SELECT format('type behind the table %s', phrase), reloftype::regtype::text
  FROM relations WHERE reloftype <> 0
UNION ALL
SELECT format('index %s', phrase), 'is not valid: a CREATE INDEX CONCURRENTLY did not end'
  FROM relations c JOIN pg_index x ON x.indexrelid = c.oid WHERE NOT x.indisvalid
   AND c.relkind = 'i'
UNION ALL
SELECT format('materialised view %s', phrase), 'is not populated'
  FROM relations WHERE relkind = 'm' AND NOT relispopulated
UNION ALL
SELECT format('settings of the column %s.%s', c.phrase, attname),
       concat_ws(', ', CASE WHEN attstorage <> t.typstorage THEN 'storage ' || attstorage::text END,
                 CASE WHEN attcompression <> '' THEN 'compression ' || attcompression::text END,
                 target, options)
  FROM columns c JOIN pg_type t ON t.oid = c.atttypid
 WHERE c.relkind IN ('r', 'p')
   AND (attstorage <> t.typstorage OR attcompression <> '' OR target IS NOT NULL OR options IS NOT NULL)
UNION ALL
SELECT format('settings of column %s of the index %s', attnum, phrase), concat_ws(', ', target, options)
  FROM columns
 WHERE relkind IN ('i', 'I') AND (target IS NOT NULL OR options IS NOT NULL)
UNION ALL
SELECT format('clustering of %s', c.phrase), 'on ' || i.relname
  FROM relations c JOIN pg_index x ON x.indrelid = c.oid AND x.indisclustered
  JOIN pg_class i ON i.oid = x.indexrelid
UNION ALL
SELECT format('comment on the column %s of the type %s', a.attname, c.phrase), d.description
  FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
  JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = a.attnum
 WHERE c.relkind = 'c' AND a.attnum > 0
UNION ALL
SELECT format('comment on the constraint %s of the domain %s.%s', k.conname, n.nspname, t.typname),
       d.description
  FROM pg_constraint k JOIN pg_type t ON t.oid = k.contypid JOIN pg_namespace n ON n.oid = t.typnamespace
  JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
 WHERE n.nspname = ANY ($1)
UNION ALL
SELECT format('comment on the partition %s', c.phrase || coalesce('.' || a.attname, '')), d.description
  FROM relations c JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
 WHERE c.relispartition
UNION ALL
SELECT format('foreign keys of %s', c.phrase), 'are switched off: ALTER TABLE … DISABLE TRIGGER ALL'
  FROM relations c
 WHERE EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgisinternal AND t.tgenabled = 'D')
UNION ALL
SELECT format('constraint %s on %s', k.conname, c.phrase), pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN relations c ON c.oid = k.conrelid
 WHERE CASE WHEN current_setting('server_version_num')::int >= 180000
            THEN (to_jsonb(k) ->> 'conenforced') = 'false' OR (to_jsonb(k) ->> 'conperiod') = 'true'
                 OR (k.contype = 'n' AND NOT k.convalidated)
            ELSE false END
UNION ALL
SELECT format('type %s.%s', n.nspname, t.typname), 'a base type'
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname = ANY ($1) AND t.typtype = 'b' AND t.typelem = 0 AND t.typrelid = 0
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass
                      AND d.objid = t.oid AND d.deptype IN ('e', 'i'))
UNION ALL
SELECT format('operator %s.%s(%s, %s)', n.nspname, o.oprname, format_type(o.oprleft, NULL),
              format_type(o.oprright, NULL)), o.oprcode::text
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass
                      AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT format('operator class %s.%s', n.nspname, o.opcname), o.opcintype::regtype::text
  FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_opclass'::regclass
                      AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT format('text search configuration %s.%s', n.nspname, o.cfgname), 'a configuration'
  FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_config'::regclass
                      AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT format('text search dictionary %s.%s', n.nspname, o.dictname), coalesce(o.dictinitoption, '')
  FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace
 WHERE n.nspname = ANY ($1)
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_ts_dict'::regclass
                      AND d.objid = o.oid AND d.deptype = 'e')
UNION ALL
SELECT format('event trigger %s', evtname), evtevent || ' ' || evtfoid::regproc
  FROM pg_event_trigger e
 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass
                      AND d.objid = e.oid AND d.deptype = 'e')
UNION ALL
SELECT format('foreign data wrapper %s', fdwname), coalesce(fdwoptions::text, '')
  FROM pg_foreign_data_wrapper w
 WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_foreign_data_wrapper'::regclass
                      AND d.objid = w.oid AND d.deptype = 'e')
UNION ALL
SELECT format('foreign server %s', s.srvname), 'of ' || w.fdwname
  FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
UNION ALL
SELECT format('publication %s', pubname), CASE WHEN puballtables THEN 'all tables' ELSE 'some' END
  FROM pg_publication
UNION ALL
SELECT format('cast from %s to %s', castsource::regtype, casttarget::regtype), castfunc::regproc::text
  FROM pg_cast c
 WHERE c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass
                      AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
 ORDER BY 1";

/// Who may do what, where it is not what PostgreSQL gives by itself, nor an extension's own. No
/// comparison sees them: a contract has its grants from elsewhere.
pub(super) const PRIVILEGES: &str = "
WITH of_extensions AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relations AS (
    SELECT c.*, format('%s.%s', n.nspname, c.relname) AS phrase
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ANY ($1) AND c.relname <> '_prisma_migrations'
       AND ('pg_class'::regclass, c.oid) NOT IN (TABLE of_extensions)
)
SELECT CASE relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view'
                    ELSE 'table' END || ' ' || phrase, relacl::text
  FROM relations
 WHERE relacl IS NOT NULL
   AND relacl IS DISTINCT FROM acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", relowner)
UNION ALL
SELECT format('column %s.%s', c.phrase, a.attname), a.attacl::text
  FROM pg_attribute a JOIN relations c ON c.oid = a.attrelid
 WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
UNION ALL
SELECT format('function %s.%s(%s)', n.nspname, p.proname, oidvectortypes(p.proargtypes)), p.proacl::text
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname = ANY ($1) AND p.proacl IS NOT NULL
   AND p.proacl IS DISTINCT FROM acldefault('f', p.proowner)
   AND ('pg_proc'::regclass, p.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT format('type %s.%s', n.nspname, t.typname), t.typacl::text
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE n.nspname = ANY ($1) AND t.typacl IS NOT NULL AND t.typacl IS DISTINCT FROM acldefault('T', t.typowner)
   AND ('pg_type'::regclass, t.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT format('schema %s', n.nspname), n.nspacl::text
  FROM pg_namespace n
 WHERE n.nspname = ANY ($1) AND n.nspname <> 'public' AND n.nspacl IS NOT NULL
   AND n.nspacl IS DISTINCT FROM acldefault('n', n.nspowner)
   AND ('pg_namespace'::regclass, n.oid) NOT IN (TABLE of_extensions)
UNION ALL
SELECT format('default privileges of %s', d.defaclrole::regrole) || coalesce(' in ' || n.nspname, ''),
       d.defaclacl::text
  FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
 WHERE n.nspname IS NULL OR n.nspname = ANY ($1)
 ORDER BY 1, 2";
