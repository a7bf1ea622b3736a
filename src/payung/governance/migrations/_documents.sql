-- Anybody may ask what a fingerprint belongs to, in no scope: the function answers with what stands at the head of the paper.
CREATE FUNCTION governance.checked_document(asked text)
    RETURNS TABLE (kind text, number text, numbered_on date, status text, office text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT kind, number, numbered_on, status, office FROM governance_document WHERE fingerprint = asked
$$;
REVOKE ALL ON FUNCTION governance.checked_document(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance.checked_document(text) TO payung_app, payung_batch;
