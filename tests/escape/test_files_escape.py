"""Out through files: a neighbour's, another project's, the installation's. The report tries the rest."""

from __future__ import annotations

from launcher.isolation.probes.files import find, put


def test_a_neighbours_files_of_the_same_project_are_not_seen(claire, neighbour):
    neighbour.run(put, "/home/researcher/work/neighbour-secret.txt", "a neighbour's work")

    assert "/home/researcher/work/neighbour-secret.txt" in neighbour.run(find, "neighbour-secret.txt")
    assert claire.run(find, "neighbour-secret.txt") == []


def test_another_projects_files_of_the_same_person_are_not_seen(hugo, neighbour):
    for folder in ("work", "project"):
        path = f"/home/researcher/{folder}/activity-secret-{folder}.txt"
        hugo.run(put, path, "another project's work")

        assert path in hugo.run(find, path.rpartition("/")[2])
        assert neighbour.run(find, path.rpartition("/")[2]) == []


def test_the_installations_secrets_are_not_seen(claire, installation):
    assert (installation.home / "governance" / "key.pem").is_file()

    for name in ("key.pem", "governance.sqlite", "jupyterhub.sqlite", "cookie_secret", "site.toml"):
        assert claire.run(find, name) == []
