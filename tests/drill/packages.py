"""What Debian's packages leave on a machine when they are installed: an empty cluster, and how their programs are started."""

import shlex
import subprocess
from pathlib import Path

from tests.drill.machines import DATA, IS_ROOT, SERVER_USER, SETTINGS, Machine
from tests.drill.units import as_user
from tests.postgres_cluster import programs


def install_database(machine: Machine, makes_cluster: bool) -> None:
    """An empty PostgreSQL that is not yet told anything, with its settings outside of its data as Debian keeps them.

    Without a cluster where the guide throws it away at once.
    """
    found, data, settings = programs(), machine.path(DATA), machine.path(SETTINGS)
    made = [
        *as_user(SERVER_USER),
        str(found / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    if makes_cluster:
        _quietly([*made, "--locale=C.UTF-8", "--no-sync"], machine.root)
    (settings / "conf.d").mkdir()
    (settings / "postgresql.conf").write_text(
        f"data_directory = '{data}'\nhba_file = '{settings}/pg_hba.conf'\nident_file = '{settings}/pg_ident.conf'\n"
        "include_dir 'conf.d'\n"
    )
    (settings / "pg_ident.conf").touch()
    (settings / "pg_hba.conf").write_text("local all postgres peer\n")
    sockets = machine.path("/var/run/postgresql")
    server = [
        *as_user(SERVER_USER),
        str(found / "postgres"),
        *(
            "-D",
            str(data),
            "-c",
            f"config_file={settings}/postgresql.conf",
            "-c",
            f"listen_addresses={machine.address}",
        ),
        *("-c", f"port={machine.ports.postgres}", "-c", f"unix_socket_directories={sockets}"),
    ]
    ready = f"{found}/pg_isready -q -h {sockets} -p {machine.ports.postgres} -t 1"
    unit = {
        "ExecStart": shlex.join(server),
        "ExecStartPost": f"for n in $(seq 300); do {ready} && exit 0; sleep 0.2; done; exit 1",
        "KillSignal": "SIGINT",
        "WorkingDirectory": str(sockets),
    }
    machine.foreign({"postgresql": unit})


def install_site(machine: Machine) -> None:
    """nginx with the main file of its package, and PgBouncer."""
    nginx, root = machine.root / "etc/nginx", machine.root
    temporary = " ".join(
        f"{kind}_temp_path {root}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (nginx / "nginx.conf").write_text(
        f"{'user root;' if IS_ROOT else ''}\nworker_processes 1;\npid {root}/nginx.pid;\nerror_log {root}/log-nginx;\n"
        f"events {{ worker_connections 768; }}\nhttp {{ include /etc/nginx/mime.types; {temporary}\n"
        f"sendfile on; include {nginx}/conf.d/*.conf; }}\n"
    )
    pool = [*as_user(SERVER_USER), "/usr/sbin/pgbouncer", str(machine.path("/etc/pgbouncer/pgbouncer.ini"))]
    server = ["/usr/sbin/nginx", "-c", f"{nginx}/nginx.conf", "-g", "daemon off;"]
    reload = "/bin/kill -HUP $MAINPID"
    machine.foreign(
        {
            "pgbouncer": {"ExecStart": shlex.join(pool), "ExecReload": reload, "WorkingDirectory": str(root)},
            "nginx": {"ExecStart": shlex.join(server), "ExecReload": reload},
        }
    )


def _quietly(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
