CREATE SCHEMA governance;
GRANT USAGE ON SCHEMA governance TO payung_app, payung_batch;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO payung_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO payung_app;

-- The i-th lower or upper bound of the present scope. Raises outside a scope: an unset setting on a pooled connection
-- is an empty string, and a comparison with it would silently answer with nothing.
CREATE FUNCTION governance.area_lo(i int) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE held text := current_setting('payung.area_lo', true);
BEGIN
    IF held IS NULL OR held = '' THEN
        RAISE EXCEPTION 'no area scope' USING ERRCODE = 'insufficient_privilege', HINT = 'Enter governance.scope first.';
    END IF;
    RETURN split_part(held, ',', i);
END $$;

CREATE FUNCTION governance.area_hi(i int) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE held text := current_setting('payung.area_hi', true);
BEGIN
    IF held IS NULL OR held = '' THEN
        RAISE EXCEPTION 'no area scope' USING ERRCODE = 'insufficient_privilege', HINT = 'Enter governance.scope first.';
    END IF;
    RETURN split_part(held, ',', i);
END $$;

CREATE FUNCTION governance.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% takes inserts only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Statistics after a large load: only an owner may ANALYZE before PostgreSQL 17.
CREATE FUNCTION governance.refresh_statistics(target text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %I', target);
END $$;

-- Partitions of one run: made bare, loaded, then given keys and attached. Owner's rights, for tables made for it only.
CREATE FUNCTION governance.open_partition(parent text, run bigint) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part text := parent || '_run_' || run;
BEGIN
    PERFORM 1 FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid WHERE c.oid = to_regclass(quote_ident(parent));
    IF NOT FOUND THEN RAISE EXCEPTION '% is not partitioned by run', parent; END IF;
    EXECUTE format('DROP TABLE IF EXISTS %I', part);  -- left over from an attempt that was killed before it closed
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS)', part, parent);
    EXECUTE format('REVOKE ALL ON %I FROM payung_app, payung_batch', part);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO payung_batch', part);
    RETURN part;
END $$;

CREATE FUNCTION governance.close_partition(parent text, run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part text := parent || '_run_' || run;
    shape regclass := to_regclass(quote_ident(parent || '_shape'));
    strategy text;
    def record;
BEGIN
    EXECUTE format('REVOKE INSERT ON %I FROM payung_batch', part);
    FOR def IN SELECT pg_get_constraintdef(oid) AS body, conname FROM pg_constraint WHERE conrelid = shape AND contype IN ('p', 'u', 'c', 'f') ORDER BY contype DESC LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part, left(def.conname, 40) || '_' || run, def.body);
    END LOOP;
    FOR def IN SELECT pg_get_indexdef(i.indexrelid) AS body, c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = shape AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = shape) LOOP
        EXECUTE replace(replace(def.body, quote_ident(def.name), quote_ident(left(def.name, 40) || '_' || run)), shape::text, quote_ident(part));
    END LOOP;
    EXECUTE format('ANALYZE %I', part);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)', parent, part, run);
    EXECUTE format('REVOKE ALL ON %I FROM payung_batch', part);
END $$;

CREATE FUNCTION governance.drop_partition(parent text, run bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part text := parent || '_run_' || run;
BEGIN
    PERFORM 1 FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_class c ON c.oid = i.inhrelid
        WHERE p.oid = to_regclass(quote_ident(parent)) AND c.oid = to_regclass(quote_ident(part));
    IF NOT FOUND THEN RAISE EXCEPTION '% has no partition for run %', parent, run; END IF;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, part);
    EXECUTE format('DROP TABLE %I', part);
END $$;

REVOKE ALL ON FUNCTION governance.open_partition(text, bigint), governance.close_partition(text, bigint), governance.drop_partition(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance.open_partition(text, bigint), governance.close_partition(text, bigint), governance.drop_partition(text, bigint) TO payung_batch;
GRANT EXECUTE ON FUNCTION governance.area_lo(int), governance.area_hi(int) TO payung_app, payung_batch;
