"""The yardstick: a bare Django project with the plainest views that do each kind of work."""
