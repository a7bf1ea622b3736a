"""The restore drill: exported keys, an empty data folder, one NIK opened; and what is refused."""

from __future__ import annotations

from pathlib import Path


def test_a_backup_opens_on_an_empty_folder_with_exported_keys(demo, new_installation, tmp_path: Path):  # type: ignore[no-untyped-def]
    keys, backup = tmp_path / "keys.json", tmp_path / "payung.backup"
    demo.payung("keys", "export", keys)
    demo.payung("db", "backup", backup)
    assert keys.stat().st_mode & 0o077 == 0
    fresh = new_installation()
    without_keys = fresh("db", "restore", backup, "--json", expect=3)
    assert without_keys.json["refusal"]["code"] == "keys-missing"
    fresh("keys", "import", keys)
    assert fresh("db", "restore", backup, "--check").out.strip() == "opened"
    again = fresh("audit", "verify", "--json").json
    assert again["ok"] is True
    assert again["open"] == 0
    counted = [payung("review", "list", "--limit", 1000, "--json").json for payung in (demo.payung, fresh)]
    assert counted[0] == counted[1]
    assert fresh("db", "restore", backup, "--json", expect=3).json["refusal"]["code"] == "not-empty"


def test_a_wrong_passphrase_and_a_broken_archive_are_refused(demo, new_installation, tmp_path: Path):  # type: ignore[no-untyped-def]
    keys, broken = tmp_path / "keys.json", tmp_path / "broken.backup"
    demo.payung("keys", "export", keys)
    broken.write_bytes(b"not an archive")
    fresh = new_installation()
    wrong = fresh("keys", "import", keys, "--json", expect=3, PAYUNG_PASSPHRASE="another long passphrase")
    assert wrong.json["refusal"]["code"] == "passphrase-wrong"
    fresh("keys", "import", keys)
    assert fresh("db", "restore", broken, "--json", expect=3).json["refusal"]["code"] == "backup-unreadable"


def test_renewed_keys_still_open_what_was_sealed_before(demo, tmp_path: Path):  # type: ignore[no-untyped-def]
    before = demo.payung("keys", "show", "--json").json["current"]
    assert demo.payung("keys", "rotate", "--json").json["current"] == before + 1
    demo.payung("intake", "export", 1, "--out", tmp_path / "rows.csv")
    assert "sound" in (tmp_path / "rows.csv").read_text()
