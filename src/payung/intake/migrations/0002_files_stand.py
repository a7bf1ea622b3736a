"""A row carries the area of its village, its file that of whoever took it in: who may see the row may know whether it stands."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql="""
                CREATE FUNCTION intake_files() RETURNS TABLE (id bigint, upload bigint, complete boolean, status text, received_at timestamptz)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                    SELECT f.id, u.id, f.complete, u.status, u.received_at FROM intake_sourcefile f JOIN intake_upload u ON u.id = f.upload_id
                $$;
                REVOKE ALL ON FUNCTION intake_files() FROM PUBLIC;
                GRANT EXECUTE ON FUNCTION intake_files() TO payung_app, payung_batch;
            """,
            reverse_sql="DROP FUNCTION intake_files();",
        ),
    ]
