"""The engine `partnership.db`: PostgreSQL, started by us at the first connection."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from partnership.db import private_server
from partnership.db.server_folder import ServerDidNotStartError


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects to the private server that lives in the folder `PRIVATE_SERVER`.

    Django asks for the connection parameters before every new connection, with
    and without a pool: a server that crashed is therefore up again at the next one.
    """

    def get_connection_params(self) -> dict[str, Any]:
        try:
            socket = private_server.start(Path(self.settings_dict["PRIVATE_SERVER"]))
        except private_server.NoServerForThisPlatformError as error:
            raise ImproperlyConfigured(str(error)) from error
        except ServerDidNotStartError as error:
            raise OperationalError(str(error)) from error
        return {**super().get_connection_params(), "host": str(socket)}
