"""Whose rows stand in which hand-over, and whether it went back: told also where the hand-over itself is not seen (the province took it in)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_reason")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION intake_sendings()
                RETURNS TABLE (file bigint, programme bigint, door text, received_at timestamptz, returned_at timestamptz)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                    SELECT f.id, u.programme_id, u.door, u.received_at, u.returned_at
                    FROM intake_sourcefile f JOIN intake_upload u ON u.id = f.upload_id WHERE f.complete AND u.status = 'read'
                $$;
                REVOKE ALL ON FUNCTION intake_sendings() FROM PUBLIC;
                GRANT EXECUTE ON FUNCTION intake_sendings() TO payung_app, payung_batch;
            """,
            reverse_sql="DROP FUNCTION intake_sendings();",
        ),
    ]
