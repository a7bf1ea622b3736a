-- A row carries the area of its village, its file that of whoever took it in: who may see the row may know whether it stands.
CREATE FUNCTION intake_files() RETURNS TABLE (id bigint, upload bigint, complete boolean, status text, received_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id, u.id, f.complete, u.status, u.received_at FROM intake_sourcefile f JOIN intake_upload u ON u.id = f.upload_id
$$;
REVOKE ALL ON FUNCTION intake_files() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake_files() TO payung_app, payung_batch;

-- Whose rows stand in which hand-over, and whether it went back: told also where the hand-over itself is not seen (the province took it in).
CREATE FUNCTION intake_sendings()
RETURNS TABLE (file bigint, programme bigint, door text, received_at timestamptz, returned_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id, u.programme_id, u.door, u.received_at, u.returned_at
    FROM intake_sourcefile f JOIN intake_upload u ON u.id = f.upload_id WHERE f.complete AND u.status = 'read'
$$;
REVOKE ALL ON FUNCTION intake_sendings() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake_sendings() TO payung_app, payung_batch;
