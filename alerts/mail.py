"""Alerts by e-mail."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from alerts.errors import AlertError
from alerts.message import Alert
from alerts.settings import AlertSettings
from alerts.way import Way

_HERE = {"localhost", "127.0.0.1", "::1"}


def compose(alert: Alert, settings: AlertSettings) -> EmailMessage:
    """Write the message."""
    message = EmailMessage()
    message["Subject"] = alert.subject
    message["From"] = settings.alert_email_from or settings.alert_email_to[0]
    message["To"] = ", ".join(settings.alert_email_to)
    message["Date"] = format_datetime(alert.at)
    message["Message-ID"] = make_msgid(domain="iom-projects.invalid")
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message.set_content(alert.text)
    return message


def to_email(alert: Alert, settings: AlertSettings, way: Way) -> None:
    """Send the alert.

    Raises:
        AlertError: the server cannot be reached, or does not take it.
    """
    host, port = settings.server()
    try:
        with _connect(settings, way) as server:
            _log_in(server, settings)
            refused = server.send_message(compose(alert, settings))
    except smtplib.SMTPAuthenticationError as error:
        raise AlertError(
            f"{host}:{port} does not take alert_smtp_user with its password ({error.smtp_code})"
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise AlertError(f"{host}:{port} cannot do what is asked for: {error}; see alert_smtp_security") from error
    except (smtplib.SMTPException, OSError) as error:
        raise AlertError(
            f'no mail server takes it at {host}:{port} ({error}): name yours, alert_smtp = "host:port" under [alerts]'
        ) from error
    if refused:
        raise AlertError(f"{host}:{port} refuses some of alert_email_to: {', '.join(refused)}")


def _connect(settings: AlertSettings, way: Way) -> smtplib.SMTP:
    host, port = settings.server()
    if settings.alert_smtp_security == "tls":
        context = way.trusted()
        return smtplib.SMTP_SSL(host, port, local_hostname="localhost", timeout=way.seconds, context=context)
    server = smtplib.SMTP(host, port, local_hostname="localhost", timeout=way.seconds)
    try:
        server.ehlo()
        is_offered = settings.alert_smtp_security == "auto" and server.has_extn("starttls")
        if is_offered or settings.alert_smtp_security == "starttls":
            server.starttls(context=way.trusted())
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _log_in(server: smtplib.SMTP, settings: AlertSettings) -> None:
    if settings.alert_smtp_user is None or settings.alert_smtp_password is None:
        return
    host, port = settings.server()
    if not isinstance(server.sock, ssl.SSLSocket) and host not in _HERE:
        raise AlertError(f"{host}:{port} offers no TLS, and a password is not sent without: see alert_smtp_security")
    server.login(settings.alert_smtp_user, settings.alert_smtp_password.reveal())
