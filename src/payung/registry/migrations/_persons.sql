-- Who every record that is one with any of the `asked` is known as, and which one of them tells of him: one that stands (not among
-- `fallen`), of a list before a member's, a sound NIK first, then the surviving record, then the oldest. The records of one person may
-- lie in several areas, of which a posting sees a part: so this one function writes these two columns, and gives nothing back.
CREATE FUNCTION registry_settle_persons(asked bigint[], fallen bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE up(record, survivor) AS (
        SELECT id, survivor_id FROM registry_worker WHERE id = ANY(asked)
        UNION SELECT w.id, w.survivor_id FROM up u JOIN registry_worker w ON w.id = u.survivor
    ), down(record, person) AS (
        SELECT record, record FROM up WHERE survivor IS NULL
        UNION ALL SELECT w.id, d.person FROM down d JOIN registry_worker w ON w.survivor_id = d.record
    ), ranked AS (
        SELECT d.record, nullif(d.person, d.record) AS person, row_number() OVER (
            PARTITION BY d.person
            ORDER BY w.id = ANY(fallen), w.origin <> 'listed', w.nik_state <> 'sound', d.person <> d.record, d.record
        ) = 1 AS tells
        FROM down d JOIN registry_worker w ON w.id = d.record
    )
    UPDATE registry_worker AS w SET person_id = r.person, tells = r.tells FROM ranked AS r
    WHERE r.record = w.id AND (w.person_id IS DISTINCT FROM r.person OR w.tells <> r.tells)
$$;
REVOKE ALL ON FUNCTION registry_settle_persons(bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_settle_persons(bigint[], bigint[]) TO payung_app, payung_batch;
