-- Who anywhere in the province may be the person that is being written down. The policy hides other areas, and this one
-- function tells of them no more than a worker's number, the regency and how many keys agree. A key that more than its
-- `most` workers share says nothing and is left out.
CREATE FUNCTION registry_likely(asked bigint[], most bigint[]) RETURNS TABLE (worker bigint, strength int, area text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.worker_id, count(*)::int, left(min(found.area), 4)
    FROM unnest(asked, most) AS each (key, most)
    CROSS JOIN LATERAL (
        SELECT k.worker_id, k.area, count(*) OVER () AS holders
        FROM (SELECT r.worker_id, r.area FROM registry_registrykey r WHERE r.key = each.key LIMIT each.most + 1) AS k
    ) AS found
    WHERE found.holders <= each.most
    GROUP BY found.worker_id
    ORDER BY 2 DESC, 1
    LIMIT 50
$$;
REVOKE ALL ON FUNCTION registry_likely(bigint[], bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION registry_likely(bigint[], bigint[]) TO payung_app, payung_batch;
