-- Who elsewhere may be the same person as one who is being written down: the policy hides other areas, and this one
-- function tells of them no more than a worker's number, the regency and how many keys agree. A key that more than
-- `most` workers share says nothing and is left out.
CREATE FUNCTION registry_likely(asked bigint[], most int) RETURNS TABLE (worker bigint, strength int, area text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT found.worker_id, count(*)::int, left(min(found.area), 4)
    FROM (SELECT DISTINCT unnest(asked) AS key) AS each
    CROSS JOIN LATERAL (
        SELECT k.worker_id, k.area, count(*) OVER () AS holders
        FROM (SELECT r.worker_id, r.area FROM registry_registrykey r WHERE r.key = each.key LIMIT most + 1) AS k
    ) AS found
    WHERE found.holders <= most
    GROUP BY found.worker_id
    ORDER BY 2 DESC, 1
    LIMIT 50
$$;
REVOKE ALL ON FUNCTION registry_likely(bigint[], int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_likely(bigint[], int) TO payung_app, payung_batch;
